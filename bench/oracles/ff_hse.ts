import { defineOracle } from './oracle.ts';

/** Protocol, service, confirmation, address, index and identity of FDA messages. */
export const ffHse = defineOracle({
  protocols: ['ff_hse'],
  filter: 'ff',
  decodeAs: [
    ['tcp.port', 'ff'],
    ['udp.port', 'ff'],
  ],
  fields: [
    'ff.hdr.proto_id',
    'ff.hdr_srv',
    'ff.hdr.fda_addr',
    'ff.fms.read.req.idx',
    'ff.fms.write.req.idx',
    'ff.sm.id.rsp.dev_id',
    'ff.sm.id.rsp.pd_tag',
  ],

  theirs([
    protocols = [],
    services = [],
    addresses = [],
    reads = [],
    writes = [],
    ids = [],
    tags = [],
  ]) {
    const claims = services.map((service, i) => {
      return `service ${Number(protocols[i]) * 256 + Number(service)} ${Number(addresses[i])}`;
    });
    claims.push(...[...reads, ...writes].map((index) => `index ${Number(index)}`));
    claims.push(...[...ids, ...tags].map((text) => `text ${text.trim()}`));
    return claims.toSorted();
  },

  ours({ service, object, address, values, frames }) {
    const fda = Number(object.split('/')[1]);
    const named = `service ${service.code} ${fda}`;
    const isIndexed = service.code === 898 || service.code === 899;
    const request = [named, ...(isIndexed && address !== null ? [`index ${address}`] : [])];
    const identifies = service.code === 643 && frames.response !== null;
    const texts = identifies ? values.map((text) => `text ${String(text)}`) : [];
    return { request: request.toSorted(), response: [named, ...texts].toSorted() };
  },
});
