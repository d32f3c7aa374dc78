/** What is used of the client `mcprotocol`, which brings no types. */
declare module 'mcprotocol' {
  export default class McProtocol {
    initiateConnection(to: object, done: (error?: unknown) => void): void;
    addItems(items: readonly string[]): void;
    readAllItems(done: (isBad: boolean, values: Record<string, unknown>) => void): void;
    writeItems(
      items: readonly string[],
      values: readonly unknown[],
      done: (isBad: boolean) => void,
    ): void;
    dropConnection(): void;
  }
}
