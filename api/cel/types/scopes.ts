/** Names of variables: those of the program, and those of comprehensions within. */
import type { Type } from './types';

export class Scopes {
  private readonly locals: ReadonlyMap<string, Type>[] = [];

  constructor(private readonly variables: ReadonlyMap<string, Type>) {}

  /** The innermost first; a leading dot leaves out the comprehensions. */
  find(name: string): Type | undefined {
    if (name.startsWith('.')) return this.variables.get(name.slice(1));
    return this.local(name) ?? this.variables.get(name);
  }

  local(name: string): Type | undefined {
    return this.locals.findLast((scope) => scope.has(name))?.get(name);
  }

  within<T>(names: ReadonlyMap<string, Type>, work: () => T): T {
    this.locals.push(names);
    const result = work();
    this.locals.pop();
    return result;
  }
}
