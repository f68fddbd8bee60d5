/** Kinds by the names that stages and templates use, custom ones while they are served. */
import { kinds, type ResourceDefinition } from '../../api';
import { followCustomKinds, type ComponentContext } from '../../client';
import { keyOfDefinition } from './book';

/** Reviews are answered, and what is found out is not written: nothing of them lives. */
const isKept = ({ answer, observe }: ResourceDefinition): boolean => !answer && !observe;

export class ServedKinds {
  private readonly builtIn = new Map(kinds.definitions.filter(isKept).map((definition) => [keyOfDefinition(definition), definition]));
  private readonly custom = new Map<string, ResourceDefinition>();

  constructor(private readonly changed: (kind: string) => void) {}

  find(kind: string): ResourceDefinition | undefined {
    return this.custom.get(kind) ?? this.builtIn.get(kind);
  }

  /** Returns how to leave. */
  follow(context: ComponentContext): () => void {
    return followCustomKinds(context, (definition, _, signal) => {
      const kind = keyOfDefinition(definition);
      this.custom.set(kind, definition);
      this.changed(kind);
      signal.addEventListener('abort', () => {
        if (this.custom.get(kind) !== definition) return;
        this.custom.delete(kind);
        this.changed(kind);
      }, { once: true });
    });
  }
}
