/** One connection to a controller. Bytes in, bytes out: no socket, no clock. */
export interface ControllerSession {
  /** Whole frames to send for one whole frame received; none where the controller stays silent. */
  answer(frame: Uint8Array): readonly Uint8Array[];
}

/** A simulated controller, with the framing of the protocol that it speaks. */
export interface Controller {
  /** TCP port of the protocol: 502 or 102. */
  readonly port: number;
  open(): ControllerSession;
  /**
   * Bytes of the first frame in `buffer`; undefined while more must come; 0 where the bytes cannot
   * be a frame and the connection has to be dropped.
   */
  frameBytes(buffer: Uint8Array): number | undefined;
}
