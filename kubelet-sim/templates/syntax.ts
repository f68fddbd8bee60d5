/** What a template is made of, once read (https://pkg.go.dev/text/template). */
export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipeline: Pipeline; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }
  | { readonly type: 'break' | 'continue' };

export interface Pipeline {
  /** Variables that it declares, or sets when `sets`. */
  readonly variables: readonly string[];
  readonly sets: boolean;
  readonly commands: readonly Command[];
}

export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly type: 'dot'; readonly fields: readonly string[] }
  | { readonly type: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly type: 'literal'; readonly value: unknown }
  | { readonly type: 'function'; readonly name: string; readonly fields: readonly string[] }
  | { readonly type: 'pipeline'; readonly pipeline: Pipeline; readonly fields: readonly string[] };

export interface Definitions {
  readonly body: readonly Node[];
  /** `{{ define "name" }}`. */
  readonly named: ReadonlyMap<string, readonly Node[]>;
}

/** The template is not written as one. */
export class TemplateSyntaxError extends Error {}

/** The template cannot be carried out on what it was given. */
export class TemplateError extends Error {}
