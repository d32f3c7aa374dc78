import { readFileSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { runBulkhead } from '../../../cli/src/testing/server-process.ts';
import type { Visitor } from './browser.ts';
import { examine } from './examine.ts';
import { actAs, approve, bytesOf, downloaded, panel, PEOPLE } from './sample-plant.ts';

/** Function 6 on register 1, 11100: the caustic set-point as the attacker wrote it. */
const WRITTEN = '06 00 01 2b 5c';
const RECEIPT = 'CSIRT-2026-0117';

/** From the situation to an alert's bytes. Returns the incident's address. */
export async function readIncident(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Open the incident', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /engineering-station|plc-dosing/ }).waitFor();
  const url = page.url();
  expect(await page.locator('.headline-text').textContent()).toMatch(/plc-dosing/);
  expect(await examine(page, 'incident')).toEqual([]);
  const name = /engineering station wrote to the process.*plc-dosing/;
  await panel(page, 'Alerts').getByRole('link', { name }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet
    .getByRole('region', { name: /Bytes of frame/ })
    .first()
    .waitFor();
  expect(await citedBytes(sheet)).toContain(WRITTEN);
  expect(await examine(page, 'packets')).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  return url;
}

/** The bytes of every packet that the alert cites, packet by packet. */
async function citedBytes(sheet: Locator): Promise<string> {
  const next = sheet.getByRole('button', { name: 'Next packet' });
  const seen: string[] = [];
  for (;;) {
    seen.push(...(await sheet.locator('.hex td:nth-child(2)').allTextContents()));
    if (await next.isDisabled()) return seen.join(' ').replaceAll(/\s+/g, ' ');
    await next.click();
  }
}

/** The incident commander and the shift supervisor agree, and the fact is stated. */
export async function openGate(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Situation', exact: true }).first().click();
  await panel(page, 'Decisions that wait').getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /Unplug/ }).waitFor();
  expect(await examine(page, 'approval')).toEqual([]);
  await approve(page);
  await page.getByText(`${PEOPLE.incidentCommander} agreed`).waitFor();

  await actAs(page, PEOPLE.shiftSupervisor);
  await page.getByRole('button', { name: 'Yes, it is so' }).click();
  await page.getByText('answered', { exact: true }).waitFor();
  await approve(page);
  await page.getByText('The gate opened and the step was handed on.').waitFor();
  expect(await examine(page, 'approval-opened')).toEqual([]);
}

/** The field work is reported with proof, and the situation shows the control. */
export async function reportWork(page: Page, incidentUrl: string): Promise<void> {
  await actAs(page, PEOPLE.otEngineer);
  await page.goto(incidentUrl);
  await page.getByLabel('Proof').fill('Cable P7 EWS is out and tagged, photograph 0231.');
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await panel(page, 'Controls').getByText('in force', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Situation', exact: true }).first().click();
  await panel(page, 'Controls in force').getByText('in force', { exact: true }).waitFor();
  expect(await examine(page, 'situation-control')).toEqual([]);
}

/** The deadlines count from what is stated, and the early warning is submitted. */
export async function tellTheAuthority(page: Page, incidentUrl: string): Promise<void> {
  await page.goto(incidentUrl);
  const duties = panel(page, 'Duties');
  await duties.getByRole('button', { name: 'State since when' }).first().click();
  await duties.getByRole('button', { name: 'State it' }).click();
  const title = page.getByText('Early warning', { exact: true });
  const first = duties.locator('.duty').filter({ has: title });
  await first.getByText(/^23 h \d\d min left$/).waitFor();

  await actAs(page, PEOPLE.complianceOfficer);
  await first.getByRole('button', { name: 'It was submitted' }).click();
  await first.getByLabel('Receipt').fill(RECEIPT);
  await first.getByRole('button', { name: 'Record the submission' }).click();
  await first.getByText(/^submitted by/).waitFor();
}

/** The report in both forms says what was done. */
export async function downloadReport({ page, context }: Visitor): Promise<void> {
  const link = page.getByRole('link', { name: 'Report, PDF' });
  const pdf = await bytesOf(await downloaded(page, link));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.subarray(-8).toString('latin1')).toContain('%%EOF');
  expect(pdf.length).toBeGreaterThan(10_000);

  const [report] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Report, HTML' }).click(),
  ]);
  await report.getByText(RECEIPT).first().waitFor();
  expect(await report.getByRole('heading', { level: 1 }).textContent()).not.toBe('');
  await report.close();
}

/** The bundle verifies with the plant's public key, and does not once a bit is changed. */
export async function verifyBundle(page: Page, key: string, bundle: string): Promise<void> {
  const saved = await downloaded(page, page.getByRole('link', { name: 'Evidence bundle' }));
  await saved.saveAs(bundle);
  const intact = await runBulkhead(['verify', bundle, '--key', key, '--json']);
  expect(intact.code, intact.out + intact.err).toBe(0);
  expect(JSON.parse(intact.out)).toMatchObject({ ok: true, keyGiven: true });
  const bytes = readFileSync(bundle);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(bundle, bytes);
  expect((await runBulkhead(['verify', bundle, '--key', key])).code).not.toBe(0);
}

/** The page as it stands at the end, once its last message has gone. */
export async function lookAtTheEnd(page: Page): Promise<void> {
  await page.locator('.toast').waitFor({ state: 'detached' });
  expect(await examine(page, 'incident-contained')).toEqual([]);
}
