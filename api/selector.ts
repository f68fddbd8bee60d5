/** Label and field selectors: parsed once, then matched many times. Replace of this sketch: see k8s.io/apimachinery pkg/labels, pkg/fields. */

export interface LabelSelector {
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
  /** Selects everything. */
  readonly empty: boolean;
  /** The canonical text, parseable again. */
  toString(): string;
}

export interface FieldSelector {
  /** `field` gives a field's value ('' where unset). */
  matches(field: (name: string) => string): boolean;
  readonly requirements: readonly { readonly field: string; readonly operator: '=' | '!='; readonly value: string }[];
  readonly empty: boolean;
  toString(): string;
}
