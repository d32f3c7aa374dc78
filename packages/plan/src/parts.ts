/**
 * The parts of readiness and the points each can give, 100 in all. People, knowing what there is,
 * and being able to cut it off come first: without them nothing else can be carried out.
 */
export const PARTS = [
  { id: 'people', title: 'People who can be reached and can decide', pointsMax: 20 },
  { id: 'assets', title: 'Assets and process that are known', pointsMax: 20 },
  { id: 'containment', title: 'Containment that is prepared', pointsMax: 20 },
  { id: 'recovery', title: 'Recovery that was tried', pointsMax: 15 },
  { id: 'reporting', title: 'Reporting and communication', pointsMax: 10 },
  { id: 'exercises', title: 'Exercises that were held', pointsMax: 15 },
] as const;
export type PartId = (typeof PARTS)[number]['id'];
