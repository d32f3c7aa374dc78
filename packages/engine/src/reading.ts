/** Captures to operations and devices, for threads that need nothing else of the engine. */
export {
  CaptureDissector,
  copyOperation,
  type DeviceNews,
  Inventory,
  JsonBytes,
  OperationWriter,
  protocols,
  SightingsTold,
  Tally,
  type CaptureSummary,
  type InventoryReading,
  type Protocol,
} from '@bulkhead/wire';
