/**
 * Makers met most often, by the vendor identifier that ASHRAE SSPC 135 assigns and publishes, with
 * the names they go by.
 */
const VENDORS: ReadonlyMap<number, string> = new Map([
  [0, 'ASHRAE'],
  [2, 'Trane'],
  [3, 'Daikin Applied Americas'],
  [5, 'Johnson Controls'],
  [6, 'ABB'],
  [7, 'Siemens'],
  [8, 'Delta Controls'],
  [9, 'Siemens'],
  [10, 'Schneider Electric'],
  [11, 'TAC'],
  [14, 'Cimetrics'],
  [16, 'Carrier'],
  [17, 'Honeywell'],
  [18, 'Alerton'],
  [22, 'Siemens'],
  [24, 'Automated Logic'],
  [28, 'KMC Controls'],
  [35, 'Reliable Controls'],
  [36, 'Tridium'],
  [37, 'MSA Safety'],
  [39, 'Kieback & Peter'],
  [42, 'Acuity Brands Lighting'],
  [51, 'SAMSON'],
  [53, 'DAIKIN Industries'],
  [77, 'Carel'],
  [80, 'Sauter'],
  [86, 'The Watt Stopper'],
  [89, 'Saia-Burgess Controls'],
  [90, 'Hitachi'],
  [91, 'Trend Control Systems'],
  [98, 'Toshiba'],
  [105, 'PRIVA'],
  [113, 'Vertiv'],
  [127, 'ABB'],
  [133, 'Veris Industries'],
  [222, 'WAGO'],
  [245, 'Contemporary Control Systems'],
  [260, 'BACnet Stack at SourceForge'],
  [364, 'Distech Controls'],
]);

/** The name of a vendor identifier; the number itself where it is not listed. */
export function vendorName(id: number): string {
  return VENDORS.get(id) ?? `BACnet vendor ${id}`;
}
