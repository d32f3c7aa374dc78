import type { SituationView } from '@bulkhead/model';
import { useMemo, useRef, type ReactNode } from 'react';
import { Mark, Shape } from '../../ui/mark.tsx';
import { toneOf } from '../../ui/severity.ts';
import { bandsOf, type Band, type ConduitView, type Zone } from './bands.ts';
import { laneCount, pathOf, routeConduits, type Route } from './route.ts';
import { useBoxes } from './use-boxes.ts';

type Asset = Zone['assets'][number];

const LANE_WIDTH = 12;
const ASSET_WORDS: Record<Asset['state'], string> = {
  normal: '',
  source: 'source',
  target: 'target',
  unseen: 'unseen',
};

/** The plant by Purdue level: levels as bands, zones as boxes, conduits as lines. */
export function PlantMap({ view }: { readonly view: SituationView }): ReactNode {
  const bands = useMemo(() => bandsOf(view.zones, view.conduits), [view.zones, view.conduits]);
  const place = useRef<HTMLDivElement>(null);
  const { boxes, width, height } = useBoxes(place);
  const lanes = laneCount(boxes, view.conduits);
  const routes = routeConduits(boxes, view.conduits, width - lanes * LANE_WIDTH);
  return (
    <div className="map">
      <div className={`map-bands lanes-${Math.min(lanes, 4)}`} ref={place}>
        <svg className="map-lines" width={width} height={height} aria-hidden="true">
          {routes.map((route) => (
            <ConduitLine
              key={route.id}
              route={route}
              state={view.conduits.find((each) => each.id === route.id)?.state ?? 'open'}
            />
          ))}
        </svg>
        {bands.map((band) => (
          <BandRow key={band.level} band={band} />
        ))}
      </div>
      <ConduitList conduits={view.conduits} zones={view.zones} />
      <Legend />
    </div>
  );
}

function BandRow({ band }: { readonly band: Band }): ReactNode {
  return (
    <section className="band" aria-label={`Level ${band.level}, ${band.name}`}>
      <h3 className="band-name">
        <span className="band-level">{band.level}</span> {band.name}
      </h3>
      <div className="band-zones">
        {band.zones.map((zone) => (
          <ZoneBox key={zone.id} zone={zone} />
        ))}
      </div>
    </section>
  );
}

function ZoneBox({ zone }: { readonly zone: Zone }): ReactNode {
  return (
    <section className={`zone zone-${zone.state}`} data-zone={zone.id} aria-label={zone.name}>
      <header className="zone-head">
        <h4>{zone.name}</h4>
        {zone.safety && <span className="tag">safety</span>}
        {zone.state === 'affected' && <Mark tone="high" word="affected" />}
        {zone.state === 'unseen' && <span className="tag tag-unseen">unseen</span>}
      </header>
      {zone.assets.length > 0 && (
        <ul className="assets">
          {zone.assets.map((asset) => (
            <AssetItem key={asset.id} asset={asset} inUnseen={zone.state === 'unseen'} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** By its id, which is what headlines and the plan call it; the long name where there is room. */
function AssetItem(props: { readonly asset: Asset; readonly inUnseen: boolean }): ReactNode {
  const { asset, inUnseen } = props;
  const word = asset.state === 'unseen' && inUnseen ? '' : ASSET_WORDS[asset.state];
  return (
    <li className={`asset asset-${asset.state}`} title={asset.name}>
      <span className="asset-name">
        {asset.severity !== null && <Shape tone={toneOf(asset.severity)} />}
        {asset.id}
      </span>
      <span className="asset-full">{asset.name === asset.id ? '' : asset.name}</span>
      <span className="asset-more">
        {word !== '' && (
          <span className={`asset-word tone-${toneOf(asset.severity)}`}>
            {word}
            {asset.severity !== null && `, ${asset.severity}`}
          </span>
        )}
        {asset.address !== '' && <code>{asset.address}</code>}
      </span>
    </li>
  );
}

function ConduitLine(props: {
  readonly route: Route;
  readonly state: ConduitView['state'];
}): ReactNode {
  const { points, label } = props.route;
  const [x, y] = label;
  return (
    <g className={`conduit conduit-${props.state}`}>
      <path d={pathOf(points)} />
      {props.state === 'cut' && (
        <g transform={`translate(${x} ${y})`}>
          <rect x="-7" y="-7" width="14" height="14" />
          <path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" />
        </g>
      )}
      {props.state === 'affected' && (
        <path className="conduit-sign" transform={`translate(${x} ${y})`} d="M0-7 7 6H-7Z" />
      )}
    </g>
  );
}

const CONDUIT_WORDS: Record<ConduitView['state'], ReactNode> = {
  open: 'open',
  affected: <Mark tone="high" word="affected" />,
  cut: <Mark tone="force" word="cut" />,
};

/** The conduits that are not as usual, in words. */
function ConduitList(props: {
  readonly conduits: readonly ConduitView[];
  readonly zones: readonly Zone[];
}): ReactNode {
  const nameOf = (id: string): string => props.zones.find((zone) => zone.id === id)?.name ?? id;
  const unusual = props.conduits.filter((each) => each.state !== 'open');
  if (unusual.length === 0) return null;
  return (
    <ul className="conduits" aria-label="Conduits">
      {unusual.map((conduit) => (
        <li key={conduit.id} className="conduit-row">
          <span className="conduit-state">{CONDUIT_WORDS[conduit.state]}</span>
          <span>
            {conduit.name}{' '}
            <span className="muted">
              {nameOf(conduit.from)} to {nameOf(conduit.to)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Legend(): ReactNode {
  return (
    <p className="legend">
      <Mark tone="critical" word="critical" />
      <Mark tone="high" word="high, affected" />
      <Mark tone="attention" word="attention" />
      <Mark tone="force" word="cut, in force" />
      <span className="mark">
        <span className="swatch-unseen" aria-hidden="true" />
        unseen
      </span>
    </p>
  );
}
