/** Columns are as wide as a class says, in steps of this many hundredths. */
export const WIDTH_STEP = 2;

const WIDTHS = Array.from(
  { length: 50 / WIDTH_STEP },
  (_, i) => `.w${(i + 1) * WIDTH_STEP}{width:${(i + 1) * WIDTH_STEP}%}`,
).join('');

/** Light theme and print. Colour stands only for severity; everything else is grey. */
export const STYLE = `
:root{--paper:#f7f8f9;--ground:#eceef0;--line:#c9ced4;--text:#1b1f24;--muted:#5a6570;
--critical:#b3141b;--high:#a04400;--medium:#7a5d00;--calm:#5a6570;
--mono:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",Menlo,Consolas,monospace}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--text);
font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
font-variant-numeric:tabular-nums lining-nums;-webkit-text-size-adjust:100%}
body{max-width:1120px;margin:0 auto;padding:48px 64px 64px;background:var(--paper);min-height:100vh}
h1,h2,h3{line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:28px;font-weight:650;letter-spacing:-.01em;margin:8px 0 12px;max-width:32ch}
h2{font-size:20px;font-weight:650;margin:0 0 12px;padding-top:16px;border-top:2px solid var(--text)}
h3{font-size:15px;font-weight:650;margin:24px 0 4px}
p,ul{max-width:72ch;margin:0 0 12px;overflow-wrap:anywhere}
ul{padding-left:20px}li{margin:0 0 4px}
a{color:inherit;text-underline-offset:3px;text-decoration-color:var(--muted)}
a:focus-visible,.scroll:focus-visible{outline:2px solid #1d5fbf;outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:16px;background:#fff;padding:8px}
.kind{display:flex;justify-content:space-between;gap:16px;flex-wrap:wrap;color:var(--muted);
margin:0;max-width:none}
.mark{font-weight:650;white-space:nowrap;color:var(--calm)}
.critical>.kind .mark,.mark.critical{color:var(--critical)}
.high>.kind .mark,.mark.high{color:var(--high)}
.medium>.kind .mark,.mark.medium{color:var(--medium)}
.lead{font-size:20px;line-height:1.45;max-width:56ch;margin:0 0 24px}
dl{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 32px;margin:0 0 16px;
border-bottom:1px solid var(--line)}
dl>div{display:grid;grid-template-columns:9.5em minmax(0,1fr);gap:12px;padding:6px 0;
border-top:1px solid var(--line)}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
nav{margin:24px 0 8px}nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;
margin:0;font-size:13px}
section{margin:40px 0 0;scroll-margin-top:16px}
code{font:0.87em/1.5 var(--mono);overflow-wrap:anywhere}
time{white-space:normal}.whole{white-space:nowrap}
.utc{color:var(--muted);font-size:.87em;white-space:nowrap}
.cites{font-size:12px;color:var(--muted);white-space:normal}
.cites a{text-decoration:none;padding:2px 1px}.cites a:hover{text-decoration:underline}
.scroll{overflow-x:auto;margin:12px 0 16px}
table{border-collapse:collapse;width:100%;min-width:880px;table-layout:fixed;
font-size:13px;line-height:1.45}
caption{text-align:left;color:var(--muted);padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:7px 16px 7px 0;border-top:1px solid var(--line);
overflow-wrap:anywhere;font-weight:400}
${WIDTHS}
thead th{color:var(--muted);border-top:0;border-bottom:1px solid var(--text);font-weight:600;
padding-top:0;vertical-align:bottom}
tbody tr:first-child>*{border-top:0}tbody tr:last-child>*{border-bottom:1px solid var(--line)}
.empty{color:var(--muted)}
.index{list-style:none;padding:0;margin:0;font-size:13px}
.index li{display:grid;grid-template-columns:5ch minmax(0,1fr);gap:12px;padding:4px 0;
border-top:1px solid var(--line);overflow-wrap:anywhere}
.index .n{font-family:var(--mono);text-align:right;color:var(--muted)}
.index li:target{background:#dfe9f7}
footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--line);color:var(--muted);
font-size:12px}footer p{max-width:none;margin:0}
@media (max-width:760px){
body{padding:20px 16px 40px}h1{font-size:24px}.lead{font-size:17px}
dl{grid-template-columns:minmax(0,1fr)}dl>div{grid-template-columns:8em minmax(0,1fr)}
thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}
table,tbody,tr,th,td,caption{display:block;min-width:0;width:auto}
tr{border-top:1px solid var(--line);padding:10px 0}
tbody tr:first-child{border-top:1px solid var(--text)}
tbody th,tbody td,tbody tr:last-child>*{border:0;padding:1px 0}
tbody th{font-weight:600}
td[data-label]::before{content:attr(data-label) ": ";color:var(--muted)}
td:empty{display:none}}
@media print{table{min-width:0}
@page{size:A4;margin:18mm 16mm}
html{background:#fff;font-size:10pt}body{max-width:none;padding:0;background:#fff}
nav,.skip{display:none}.scroll{overflow:visible}
h2,h3,caption{break-after:avoid}tr,dl>div,.index li{break-inside:avoid}
thead{display:table-header-group}
a{text-decoration:none}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
