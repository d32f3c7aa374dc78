import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from 'playwright-core';

/** People of the sample plant, by the role that the walk needs. */
export const PEOPLE = {
  incidentCommander: 'Aoife Brennan',
  shiftSupervisor: 'Tomás Walsh',
  otEngineer: 'Siobhán Keane',
  complianceOfficer: 'Helen Murray',
} as const;

/** From the link to the situation, as the incident commander. */
export async function enter(page: Page, startLink: string): Promise<void> {
  await page.goto(startLink);
  await page.getByRole('button', { name: 'Enter the sample plant' }).click();
  await page.getByText(`You act as ${PEOPLE.incidentCommander}`).first().waitFor();
}

/** Takes another part with the menu over the page. */
export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Act as another' }).click();
  await page.getByRole('menuitem', { name }).click();
  await page.getByLabel('Sample plant').getByText(`You act as ${name}`).waitFor();
}

/** The panel of that title. */
export function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}

/** Approves on the open page, and confirms it. */
export async function approve(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByRole('button', { name: 'Approve now' }).click();
}

/** The bytes that a click brings. */
export async function downloaded(page: Page, link: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return download;
}

/** The bytes of a download. */
export async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}
