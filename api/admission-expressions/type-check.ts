/** Whether expressions of a policy fit the kinds that it means (k8s.io/apiserver pkg/admission/plugin/policy/validating/typechecking.go). */
import { kubernetesEnvironment } from '../cel/environment';
import type { Schema } from '../cel/openapi/schema';
import { typesFromOpenApi } from '../cel/openapi/types-from-openapi';
import { checked } from '../cel/program';
import { displayIssues } from '../cel/syntax/source';
import type { Shape } from '../cel/types/shape';
import { dyn, struct, type Field } from '../cel/types/types';
import { dynamic } from '../cel/values/json';
import type { ResourceDefinition } from '../definition';
import type * as admission from '../schema/types/admissionregistration.v1';
import { authorizerVariable } from './authorizers';
import { declared } from './composition';
import { schemaOfKind } from './kind-schemas';
import { meantKinds } from './meant-kinds';
import { requestVariables } from './shapes';

/** Where kinds are found that are served. */
export interface KnownKinds {
  byResource(group: string, version: string, plural: string): ResourceDefinition | undefined;
  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined;
}

/** What is wrong, by expression and kind. It changes nothing of what the policy does. */
export function expressionWarnings({ matchConstraints, paramKind, variables = [], validations = [] }: admission.ValidatingAdmissionPolicySpec, known: KnownKinds): admission.ExpressionWarning[] {
  const params = paramKind && { params: shapeOf(known.byKind(paramKind.apiVersion ?? '', paramKind.kind ?? '')) ?? dynamic };
  const meant = matchConstraints ? meantKinds(matchConstraints, (...resource) => known.byResource(...resource)) : [];
  const kinds = meant.filter((definition) => schemaOfKind(definition)).map((definition) => new KindCheck(definition, params, variables));
  const judged = (fieldRef: string, text: string | undefined): admission.ExpressionWarning[] => {
    const faults = text ? kinds.flatMap((kind) => kind.fault(text) ?? []) : [];
    return faults.length ? [{ fieldRef, warning: faults.join('\n') }] : [];
  };
  return validations.flatMap(({ expression, messageExpression }, i) => [
    ...judged(`spec.validations[${i}].expression`, expression), ...judged(`spec.validations[${i}].messageExpression`, messageExpression),
  ]);
}

/** Undefined: nothing is known of its objects. Structs are called by the kind; upstream adds a number by chance. */
function shapeOf(definition: ResourceDefinition | undefined): Shape | undefined {
  const schema: Schema | undefined = definition && schemaOfKind(definition);
  return schema && typesFromOpenApi(schema, { name: definition?.kind, resourceRoot: true });
}

/** Expressions with objects of one kind. */
class KindCheck {
  private readonly variables: Readonly<Record<string, Shape>>;
  private readonly name: string;

  constructor(definition: ResourceDefinition, params: { readonly params: Shape } | undefined, variables: readonly admission.Variable[]) {
    const fields = new Map<string, Field>();
    const object = shapeOf(definition) ?? dynamic;
    this.name = `${definition.group}/${definition.version}, Kind=${definition.kind}`;
    this.variables = { ...requestVariables, object, oldObject: object, ...params, ...authorizerVariable, variables: { ...dynamic, type: struct('kubernetes.variables', fields) } };
    for (const { name, expression } of variables) {
      const found = this.check(expression);
      fields.set(name, { type: 'issues' in found ? dyn : declared(found.type), jsonName: name, shape: dynamic });
    }
  }

  /** Upstream ends each with a line break. */
  fault(expression: string): string | undefined {
    const found = this.check(expression);
    return 'issues' in found ? `${this.name}: ${displayIssues(expression, found.issues)}\n` : undefined;
  }

  private check(expression: string): ReturnType<typeof checked> {
    return checked(expression, { environment: kubernetesEnvironment, variables: this.variables });
  }
}
