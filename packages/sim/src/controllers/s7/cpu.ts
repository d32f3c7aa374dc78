/** One byte of a data block or of the flags, as the process sees it. */
export interface S7Byte {
  read(): number;
  readonly write?: (value: number) => void;
}

/** A block of the program that can be uploaded. */
export interface S7Block {
  /** Two digits of the protocol: `08` organisation block, `0A` data block, `0C` function. */
  readonly type: '08' | '0A' | '0C' | '0E';
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** What a simulated CPU holds. */
export interface S7Cpu {
  readonly orderNumber: string;
  readonly name: string;
  readonly moduleName: string;
  readonly serial: string;
  /** Bytes by place: `DB10.3` or `M0`. */
  readonly memory: ReadonlyMap<string, S7Byte>;
  readonly blocks: readonly S7Block[];
  /** True: stop and block functions are refused, as a CPU with a protection level does. */
  readonly isProtected: boolean;
  /** Whether the program is carried out. */
  isRunning: boolean;
}

/** Two bytes that hold one word setting, most significant first. */
export function wordSetting(initial: number): {
  readonly word: { value: number };
  readonly bytes: readonly [S7Byte, S7Byte];
} {
  const word = { value: initial };
  return {
    word,
    bytes: [
      {
        read: () => (word.value >> 8) & 0xff,
        write: (value) => {
          word.value = (word.value & 0xff) | (value << 8);
        },
      },
      {
        read: () => word.value & 0xff,
        write: (value) => {
          word.value = (word.value & 0xff00) | value;
        },
      },
    ],
  };
}

/** Two bytes that show a value of the process and cannot be written. */
export function wordReading(read: () => number): readonly [S7Byte, S7Byte] {
  return [{ read: () => (read() >> 8) & 0xff }, { read: () => read() & 0xff }];
}
