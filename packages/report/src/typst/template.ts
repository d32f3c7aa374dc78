/**
 * How a report is set in type. `report` is the data; words reach the page through `text(..)` only.
 * `date: auto` takes the timestamp that the caller gives, so the bytes depend on the view alone.
 */
export const TEMPLATE = String.raw`
#let muted = rgb("#5a6570")
#let line-grey = rgb("#c9ced4")
#let colours = (
  critical: rgb("#b3141b"), high: rgb("#a04400"), medium: rgb("#7a5d00"),
  low: muted, informational: muted,
)
#let serif = ("Libertinus Serif", "DejaVu Sans Mono")
#let mono = ("DejaVu Sans Mono", "Libertinus Serif")
// A break between letters is an empty box, so that the text of the page stays whole.
#let put-text(words, ..style) = text(..style, words.split("\u{200b}").join(box(width: 0pt)))
#set document(title: report.kind + ": " + report.title, date: auto)
#set text(font: serif, fallback: false, size: 10pt, lang: report.language, number-width: "tabular",
  hyphenate: false)
#set par(leading: 0.6em, spacing: 0.9em, linebreaks: "simple")
#set page(
  paper: "a4",
  margin: (x: 20mm, top: 20mm, bottom: 22mm),
  footer: context {
    set text(size: 7.5pt, fill: muted)
    grid(columns: (1fr, auto), gutter: 6mm, put-text(report.foot),
      [#counter(page).display() / #counter(page).final().first()])
  },
)
#let cite(span) = {
  set text(size: 7.5pt, fill: muted)
  [ \[] + span.n.map(n => link(label("entry-" + str(n)), text(str(n)))).join([, ])
  if span.more > 0 { text(" and " + str(span.more) + " more") }
  [\]]
}
#let one(span) = {
  if "t" in span { put-text(span.t) }
  else if "c" in span { put-text(span.c, font: mono, size: 0.82em) }
  else if "b" in span { put-text(span.b, weight: "semibold") }
  else if "p" in span {
    box(text(span.p)) + " " + box(text(size: 0.87em, fill: muted, "(" + span.u + ")"))
  }
  else if "s" in span {
    box(text(fill: colours.at(span.s), weight: "semibold", span.shape + " " + span.word))
  }
  else if "n" in span { if span.n.len() > 0 { cite(span) } }
}
#let say(words) = words.map(one).join()
#let facts(part) = {
  set par(leading: 0.5em)
  table(
    columns: (36mm, 1fr), stroke: (x, y) => (top: 0.4pt + line-grey), inset: (x: 0pt, y: 3.4pt),
    ..part.rows.map(row => (put-text(row.term, fill: muted), say(row.words))).flatten(),
    table.hline(stroke: 0.4pt + line-grey),
  )
}
#let rows(part) = {
  if part.rows.len() == 0 { text(fill: muted, part.empty) } else {
    set par(leading: 0.5em)
    set text(size: 8.5pt)
    block(below: 4pt, sticky: true, text(fill: muted, part.caption))
    table(
      columns: part.widths.map(width => width * 1fr), stroke: none,
      inset: (left: 0pt, right: 5pt, y: 3.2pt),
      table.header(..part.columns.map(title => text(weight: "semibold", fill: muted, title))),
      table.hline(stroke: 0.7pt),
      ..part.rows.map(row => (row.map(say) + (table.hline(stroke: 0.4pt + line-grey),))).flatten(),
    )
    if part.more != "" { text(fill: muted, part.more) }
  }
}
#let put(part) = {
  if part.type == "paragraph" { par(say(part.words)) }
  else if part.type == "subheading" { heading(level: 2, say(part.words)) }
  else if part.type == "list" { list(..part.items.map(say)) }
  else if part.type == "facts" { facts(part) }
  else if part.type == "table" { rows(part) }
}
#show heading.where(level: 1): it => block(above: 2.2em, below: 0.8em, sticky: true, {
  line(length: 100%, stroke: 1pt)
  v(-0.2em)
  text(size: 13pt, weight: "semibold", it.body)
})
#show heading.where(level: 2): it => block(above: 1.3em, below: 0.6em, sticky: true,
  text(size: 10.5pt, weight: "semibold", it.body))

#grid(columns: (1fr, auto), text(fill: muted, report.kind),
  text(fill: colours.at(report.severity), weight: "semibold", report.shape + " " + report.word))
#block(above: 0.8em, below: 0.9em, par(leading: 0.55em,
  put-text(report.title, size: 20pt, weight: "semibold")))
#block(below: 1.4em, text(size: 12pt, say(report.lead)))
#facts(report.head)
#for section in report.sections {
  heading(level: 1, text(section.title))
  for part in section.blocks { put(part) }
}
#heading(level: 1, [Entries cited])
#par[A number in brackets is the sequence of the journal entry that the statement rests on. Each
entry has a proof of inclusion to the journal's signed checkpoint in the evidence bundle.]
#if report.index.len() == 0 [No entry is cited.]
#for entry in report.index [
  #block(above: 0.5em, below: 0.5em, grid(columns: (10mm, 1fr), gutter: 4mm,
    align(right, text(size: 8.5pt, fill: muted, str(entry.n))),
    text(size: 8.5pt, say(entry.words))))
  #label("entry-" + str(entry.n))
]
`;
