import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const STANDARDS = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22a',
  'wcag22aa',
  'best-practice',
];
const DESK = { width: 1440, height: 900 };
const TELEPHONE = { width: 400, height: 800 };
/** All that a theme can change; the structure is the same in both. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];
/** Where to leave pictures of everything that is examined; none by default. */
const PICTURES = process.env['BULKHEAD_PICTURES'];

/**
 * What is wrong with the page as it stands, at a desk and on a telephone, in dark and light: each
 * finding of axe and every page that scrolls sideways. The page is left as it was found.
 */
export async function examine(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const size of [TELEPHONE, DESK]) {
    await page.setViewportSize(size);
    const whole = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
    const inDark = await findings(whole.withTags(STANDARDS));
    await setTheme(page, 'light');
    const inLight = await findings(new AxeBuilder({ page }).withRules(OF_COLOUR));
    await setTheme(page, 'dark');
    const all = [...inDark, ...inLight.map((text) => `light: ${text}`), ...(await beyond(page))];
    found.push(...all.map((text) => `${name}, ${size.width} px: ${text}`));
    await picture(page, `${name}-${size.width}`);
  }
  return found;
}

function setTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  return page.evaluate((to) => {
    document.documentElement.dataset['theme'] = to;
  }, theme);
}

async function findings(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  );
}

/** Whatever reaches beyond the right edge, unless it scrolls on its own. */
function beyond(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const scrollsAlone = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        if (at === document.body) return false;
        if (getComputedStyle(at).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = document.documentElement.scrollWidth > edge ? ['the page scrolls sideways'] : [];
    const cut = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && right > edge + 1 && !scrollsAlone(element);
    });
    return [
      ...wide,
      ...cut.slice(0, 3).map((element) => `beyond the edge: ${element.outerHTML.slice(0, 120)}`),
    ];
  });
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.screenshot({ path: join(PICTURES, `${name}-whole.png`), fullPage: true });
}
