import { ActionFailed, type Action } from '@bulkhead/playbook';
import { actions } from './actions.gen.ts';
import { channels } from './channels.gen.ts';
import type { ActionKind, ConnectorSettings } from './define.ts';
import type { Guard } from './guard.ts';

export interface ConnectorOptions extends ConnectorSettings {
  /** Judges targets of network actions. Without one no network action sends anything. */
  readonly guard?: Guard;
}

/** All actions of this installation by name, ready for the engine's outbox. */
export function createConnectors(options: ConnectorOptions): ReadonlyMap<string, Action> {
  const ready = channels.map((kind) => kind.create(options));
  return new Map(
    actions.map((kind) => {
      const action = kind.create({ spoolFolder: options.spoolFolder, channels: ready });
      return [kind.name, guarded(kind, action, options.guard)];
    }),
  );
}

/** The action, which asks the guard about each of its targets before it sends anything. */
export function guarded(kind: ActionKind, action: Action, guard: Guard | undefined): Action {
  const { reach } = kind;
  if (reach.to === 'people') return action;
  return Object.freeze({
    ...action,
    async run(input, context) {
      const targets = reach.targets(input);
      if (guard === undefined || targets.length === 0) {
        const detail = `${kind.name} may send to nothing: no plan says what its target is`;
        throw new ActionFailed('target_unknown', { retryable: false, detail });
      }
      for (const target of targets) guard.admit(target);
      return action.run(input, context);
    },
  } satisfies Action);
}
