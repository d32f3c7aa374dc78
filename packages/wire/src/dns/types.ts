/** Record types that are read, from the IANA registry of DNS parameters. */
export const RECORD = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  ptr: 12,
  hinfo: 13,
  mx: 15,
  txt: 16,
  aaaa: 28,
  nb: 32,
  nbstat: 33,
  srv: 33,
  dname: 39,
  opt: 41,
} as const;

/** Names of record types, from the same registry. */
export const RECORD_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [10, 'NULL'],
  [12, 'PTR'],
  [13, 'HINFO'],
  [15, 'MX'],
  [16, 'TXT'],
  [17, 'RP'],
  [24, 'SIG'],
  [25, 'KEY'],
  [28, 'AAAA'],
  [29, 'LOC'],
  [33, 'SRV'],
  [35, 'NAPTR'],
  [36, 'KX'],
  [37, 'CERT'],
  [39, 'DNAME'],
  [41, 'OPT'],
  [43, 'DS'],
  [44, 'SSHFP'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [50, 'NSEC3'],
  [51, 'NSEC3PARAM'],
  [52, 'TLSA'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [249, 'TKEY'],
  [250, 'TSIG'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
  [257, 'CAA'],
]);

/** The two types of NetBIOS over TCP, RFC 1002 §4.2.1.2. */
export const NETBIOS_TYPES: ReadonlyMap<number, string> = new Map([
  [RECORD.nb, 'NB'],
  [RECORD.nbstat, 'NBSTAT'],
]);

/** Answer codes of the same registry, in its names without case. */
export const RESPONSE_CODES: ReadonlyMap<number, string> = new Map([
  [1, 'formerr'],
  [2, 'servfail'],
  [3, 'nxdomain'],
  [4, 'notimp'],
  [5, 'refused'],
  [6, 'yxdomain'],
  [7, 'yxrrset'],
  [8, 'nxrrset'],
  [9, 'notauth'],
  [10, 'notzone'],
  [11, 'dsotypeni'],
]);

/** Answer codes of NetBIOS, RFC 1002 §4.2.6 and §4.2.14. */
export const NETBIOS_RESPONSE_CODES: ReadonlyMap<number, string> = new Map([
  [1, 'fmt_err'],
  [2, 'srv_err'],
  [3, 'nam_err'],
  [4, 'imp_err'],
  [5, 'rfs_err'],
  [6, 'act_err'],
  [7, 'cft_err'],
]);
