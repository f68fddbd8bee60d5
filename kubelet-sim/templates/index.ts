/**
 * Go's templates (text/template) with those functions of Masterminds/sprig that texts and objects are made with. Pure: what depends
 * on time, chance or the cluster is handed in as functions.
 */
import { builtins } from './builtins';
import { collectionFunctions } from './collections';
import { execute, type Functions } from './execute';
import { numberFunctions } from './numbers';
import { parse } from './parse';
import { TemplateError } from './syntax';
import { textFunctions } from './texts';
import { timeFunctions } from './times';

export type { Functions, TemplateFunction } from './execute';
export { TemplateError, TemplateSyntaxError } from './syntax';
export { print } from './values';

const standard: Functions = { ...builtins, ...textFunctions, ...numberFunctions, ...collectionFunctions, ...timeFunctions };

export interface Template {
  /** Throws TemplateError. `functions` are those that were promised, and win over the standard ones. */
  render(data: unknown, functions: Functions): string;
}

/** Throws TemplateSyntaxError. `promised`: names of functions that a rendering is handed. */
export function compileTemplate(text: string, promised: readonly string[] = []): Template {
  const definitions = parse(text, (name) => Object.hasOwn(standard, name) || promised.includes(name));
  return {
    render(data, functions) {
      try {
        return execute(definitions, data, (name) => functions[name] ?? standard[name]);
      } catch (error) {
        // Deeper than the machine's stack.
        if (error instanceof RangeError) throw new TemplateError(error.message);
        throw error;
      }
    },
  };
}
