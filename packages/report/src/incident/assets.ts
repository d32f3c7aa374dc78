import type { AffectedAsset } from '@bulkhead/model';
import type { Section, Span, Words } from '../document.ts';
import { cites, columns, listed, type Writing } from './words.ts';

const PARTS: Readonly<Record<AffectedAsset['part'], string>> = {
  source: 'Did it',
  target: 'Was touched',
  both: 'Did it and was touched',
};

/** Who did it and what was touched, with what the plan says that their loss or misuse does. */
export function assets({ view }: Writing): Section {
  return {
    id: 'assets',
    title: 'Who did it, and what was touched',
    blocks: [
      {
        type: 'table',
        caption: 'Assets. Addresses say which device spoke, not which person used it.',
        columns: columns(
          ['Asset', 22],
          ['Part', 12],
          ['Zone and level', 18],
          ['Functions and consequence', 40],
          ['Entry', 8],
        ),
        rows: view.assets.map((asset) => [
          nameAndAddresses(asset),
          [PARTS[asset.part]],
          place(asset),
          functions(asset),
          [cites(asset.cites)],
        ]),
        empty: 'No asset is named in any alert of this incident.',
      },
    ],
  };
}

function nameAndAddresses(asset: AffectedAsset): Words {
  const addresses: Span[] = asset.addresses
    .filter((address) => address !== asset.name)
    .map((address) => ({ code: address }));
  const name: Span = asset.known ? { strong: asset.name } : { code: asset.name };
  return addresses.length === 0 ? [name] : [name, ' ', ...listed(addresses)];
}

function place(asset: AffectedAsset): Words {
  if (!asset.known) return ['Not in the plan'];
  const zone: Span = { data: asset.zoneName ?? asset.zone ?? 'no zone' };
  return asset.level === null ? [zone] : [zone, `, level ${asset.level}`];
}

function functions(asset: AffectedAsset): Words {
  if (!asset.known) return ['Not known.'];
  if (asset.functions.length === 0) return ['The plan names no function that rests on it.'];
  return asset.functions.flatMap(({ name, consequence }, i) => [
    ...(i === 0 ? [] : ['; ']),
    { data: name },
    ...(consequence === '' ? [] : [': ', { data: consequence }]),
  ]);
}
