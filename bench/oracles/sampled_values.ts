import { defineOracle } from './oracle.ts';

/** Stream, sample count, revision and synchronisation of each ASDU. */
export const sampledValues = defineOracle({
  protocols: ['sampled_values'],
  filter: 'sv',
  fields: ['sv.appid', 'sv.svID', 'sv.smpCnt', 'sv.confRev', 'sv.smpSynch'],

  theirs([appids = [], streams = [], counts = [], revisions = [], synchronised = []]) {
    const claims = appids.map((appid) => `appid ${Number(appid)}`);
    streams.forEach((stream, i) => {
      const numbers = [counts[i], revisions[i], synchronised[i]].map(Number);
      claims.push(`${stream} ${numbers.join(' ')}`);
    });
    return claims.toSorted();
  },

  ours({ unit, object, values, items }) {
    const streams = items ?? [{ object, values }];
    const claims = streams.map((stream) => `${stream.object} ${stream.values.join(' ')}`);
    return { request: [], response: [`appid ${unit}`, ...claims].toSorted() };
  },
});
