/** One 16-bit register. `write` is absent where the register may only be read. */
export interface Register {
  readonly name: string;
  read(): number;
  readonly write?: (value: number) => void;
}

/** One coil or discrete input. */
export interface Bit {
  readonly name: string;
  read(): boolean;
  readonly write?: (value: boolean) => void;
}

/** The four tables of Modbus Application Protocol V1.1b3 §4.3, each by address from 0. */
export interface ModbusMemory {
  readonly holdingRegisters: readonly Register[];
  readonly inputRegisters: readonly Register[];
  readonly coils: readonly Bit[];
  readonly discreteInputs: readonly Bit[];
}

/** Answers to device identification (43/14) and report server id (17). */
export interface ModbusIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** A register that holds what was written, for settings. */
export function settingRegister(name: string, initial: number): Register & { value: number } {
  const register = {
    name,
    value: initial,
    read: () => register.value,
    write: (value: number) => {
      register.value = value;
    },
  };
  return register;
}

/** A coil that holds what was written. */
export function settingCoil(name: string, initial: boolean): Bit & { value: boolean } {
  const bit = {
    name,
    value: initial,
    read: () => bit.value,
    write: (value: boolean) => {
      bit.value = value;
    },
  };
  return bit;
}
