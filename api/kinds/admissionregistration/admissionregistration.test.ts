import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import { cells, create, faultsOf } from '../testing/apply';
import { mutatingadmissionpolicies } from './mutatingadmissionpolicies';
import { mutatingadmissionpolicybindings } from './mutatingadmissionpolicybindings';
import { mutatingwebhookconfigurations } from './mutatingwebhookconfigurations';
import { validatingadmissionpolicies } from './validatingadmissionpolicies';
import { validatingadmissionpolicybindings } from './validatingadmissionpolicybindings';
import { validatingwebhookconfigurations } from './validatingwebhookconfigurations';

const any = <T>(definition: T): ResourceDefinition => definition as unknown as ResourceDefinition;
const named = (rest: object): object => ({ metadata: { name: 'sample' }, ...rest });

const rule = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };
const hook = (rest: object = {}): object => named({
  webhooks: [{ name: 'a.example.com', clientConfig: { service: { name: 's', namespace: 'n' } }, sideEffects: 'None', admissionReviewVersions: ['v1'], rules: [rule], ...rest }],
});
const policy = (rest: object): object => named({ spec: { matchConstraints: { resourceRules: [rule] }, ...rest } });

test('defaults', () => {
  expect(create(mutatingwebhookconfigurations, hook())).toMatchObject({ webhooks: [{
    failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10, reinvocationPolicy: 'Never',
    rules: [{ scope: '*' }], clientConfig: { service: { port: 443 } },
  }] });
  expect(create(validatingadmissionpolicies, policy({}))).toMatchObject({ spec: {
    failurePolicy: 'Fail', matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, resourceRules: [{ scope: '*' }] },
  } });
});

test.each<[object, string[]]>([
  [{}, []],
  [{ name: 'example.com' }, ['webhooks[0].name: Invalid value: "example.com": should be a domain with at least three segments separated by dots']],
  [{ sideEffects: 'Some' }, ['webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"']],
  [{ timeoutSeconds: 31 }, ['webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds']],
  [{ admissionReviewVersions: ['v2'] }, ['webhooks[0].admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1']],
  [{ admissionReviewVersions: undefined, sideEffects: undefined }, ['webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun', 'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1']],
  [{ admissionReviewVersions: ['v1', 'V1', 'v1'] }, [expect.stringContaining('webhooks[0].admissionReviewVersions[1]: Invalid value: "V1": a DNS-1035 label') as string, 'webhooks[0].admissionReviewVersions[2]: Invalid value: "v1": duplicate version']],
  [{ rules: [{ ...rule, resources: ['*', 'pods', '', '*/log', 'pods/log'] }] }, [
    'webhooks[0].rules[0].resources[2]: Required value', `webhooks[0].rules[0].resources[4]: Invalid value: "pods/log": if '*/log' is present, must not specify pods/log`,
    `webhooks[0].rules[0].resources: Invalid value: ["*","pods","","*/log","pods/log"]: if '*' is present, must not specify other resources without subresources`]],
  [{ clientConfig: {} }, ['webhooks[0].clientConfig: Required value: exactly one of url or service is required']],
  [{ clientConfig: { url: 'https://example.com/path' } }, []],
  [{ clientConfig: { url: 'http://u@example.com?x=1#y' } }, [
    `webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    'webhooks[0].clientConfig.url: Invalid value: "u": user information is not permitted in the URL',
    'webhooks[0].clientConfig.url: Invalid value: "y": fragments are not permitted in the URL',
    'webhooks[0].clientConfig.url: Invalid value: "x=1": query parameters are not permitted in the URL']],
  [{ clientConfig: { service: { name: 's', namespace: 'n', path: 'a//b', port: 0 } } }, [
    'webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
    `webhooks[0].clientConfig.service.path: Invalid value: "a//b": must start with a '/'`,
    'webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[1] may not be empty']],
  [{ rules: [{ ...rule, operations: ['*', 'CREATE'], resources: ['pods/*', 'pods/log'] }] }, [
    `webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`,
    `webhooks[0].rules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`]],
  [{ matchConditions: [{ name: 'a', expression: 'true' }, { name: 'a', expression: ' ' }] }, [
    'webhooks[0].matchConditions[1].expression: Required value', 'webhooks[0].matchConditions[1].name: Duplicate value: "a"']],
  [{ matchConditions: [{ name: 'a', expression: 'object.' }, { name: 'b', expression: 'request.name' }, { name: 'c', expression: 'nothing == 1' }] }, [
    'webhooks[0].matchConditions[0].expression: Invalid value: "object.": compilation failed: ERROR: <input>:1:8: Syntax error: no viable alternative at input \'.\'\n | object.\n | .......^',
    'webhooks[0].matchConditions[1].expression: Invalid value: "request.name": must evaluate to bool but got string',
    'webhooks[0].matchConditions[2].expression: Invalid value: "nothing == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to \'nothing\' (in container \'\')\n | nothing == 1\n | ^']],
])('a webhook %j', (rest, faults) => expect(faultsOf(validatingwebhookconfigurations, create(validatingwebhookconfigurations, hook(rest)))).toEqual(faults));

test.each<[ResourceDefinition, object, string[]]>([
  [any(validatingadmissionpolicies), policy({ validations: [{ expression: 'true' }] }), []],
  [any(validatingadmissionpolicies), named({ spec: {} }), [
    'spec.matchConstraints: Required value', 'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
    'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item']],
  [any(validatingadmissionpolicies), policy({ validations: [{ expression: '', message: 'a\nb', reason: 'Because' }], paramKind: { apiVersion: 'v1' }, variables: [{ name: '1', expression: '1' }] }), [
    'spec.paramKind.kind: Required value', 'spec.variables[0].name: Invalid value: "1": name is not a valid CEL identifier',
    'spec.validations[0].expression: Required value: expression is not specified', 'spec.validations[0].message: Invalid value: "a\\nb": message must not contain line breaks',
    'spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"']],
  [any(validatingadmissionpolicies), policy({ auditAnnotations: [{ key: 'a', valueExpression: 'a'.repeat(5121) }], variables: [{ name: 'if', expression: '1' }] }), [
    'spec.variables[0].name: Invalid value: "if": name is not a valid CEL identifier', 'spec.auditAnnotations[0].valueExpression: Required value: must not exceed 5120 bytes in length']],
  [any(validatingadmissionpolicybindings), named({ spec: { paramRef: { name: 'a/b', selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }, parameterNotFoundAction: 'Wait' } } }), [
    'spec.policyName: Required value', "spec.paramRef.name: Invalid value: \"a/b\": may not contain '/'", 'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
    "spec.paramRef.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'", 'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
    'spec.paramRef.parameterNotFoundAction: Unsupported value: "Wait": supported values: "Deny", "Allow"', 'spec.validationActions: Required value: at least one validation action is required']],
  [any(mutatingadmissionpolicies), policy({ reinvocationPolicy: 'Never', mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "remove", path: "/spec"}]' } }] }), []],
  [any(mutatingadmissionpolicies), policy({}), ['spec.mutations: Required value: mutations must contain at least one item', 'spec.reinvocationPolicy: Required value']],
  [any(mutatingadmissionpolicies), policy({ reinvocationPolicy: 'Never', mutations: [{ patchType: 'ApplyConfiguration' }] }), [
    'spec.mutations[0].applyConfiguration: Required value: must be specified when patchType is ApplyConfiguration']],
  [any(validatingadmissionpolicybindings), named({ spec: { policyName: 'p', validationActions: ['Deny', 'Warn', 'Deny'] } }), [
    'spec.validationActions[2]: Duplicate value: "Deny"',
    'spec.validationActions: Invalid value: ["Deny","Warn","Deny"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)']],
  [any(validatingadmissionpolicies), policy({
    variables: [{ name: 'a', expression: '1 +' }, { name: 'b', expression: 'variables.a' }], matchConditions: [{ name: 'a', expression: '1' }],
    validations: [{ expression: 'variables.c', messageExpression: '2' }], auditAnnotations: [{ key: 'a', valueExpression: '3' }],
  }), [
    'spec.matchConditions[0].expression: Invalid value: "1": must evaluate to bool but got int',
    expect.stringContaining('spec.variables[0].expression: Invalid value: "1 +": compilation failed: ERROR: <input>:1:4: Syntax error') as string,
    expect.stringContaining('spec.validations[0].expression: Invalid value: "variables.c": compilation failed: ERROR: <input>:1:10: undefined field \'c\'') as string,
    'spec.validations[0].messageExpression: Invalid value: "2": must evaluate to string but got int',
    'spec.auditAnnotations[0].valueExpression: Invalid value: "3": must evaluate to one of [string null_type] but got int']],
  [any(mutatingadmissionpolicies), policy({ mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: '{}' } }], reinvocationPolicy: 'Never' }), [
    'spec.mutations[0].applyConfiguration.expression: Invalid value: "{}": must evaluate to Object but got map(dyn, dyn)']],
  [any(mutatingadmissionpolicybindings), named({ spec: { paramRef: {} } }), [
    'spec.policyName: Required value', 'spec.paramRef: Required value: one of name or selector must be specified', 'spec.paramRef.parameterNotFoundAction: Required value']],
])('a policy %#', (definition, input, faults) => expect(faultsOf(definition, create(definition, input))).toEqual(faults));

test('what is reported of a policy', () => {
  const old = create(validatingadmissionpolicies, policy({ validations: [{ expression: 'true' }] }));
  const { status: view } = validatingadmissionpolicies.subresources;
  const status = { typeChecking: { expressionWarnings: [{ fieldRef: ' ', warning: '' }] } };
  expect(view?.type === 'view' && view.validateUpdate?.({ ...old, status }, old).map(formatFieldError)).toEqual([
    'status.typeChecking.expressionWarnings[0].warning: Required value', 'status.typeChecking.expressionWarnings[0].fieldRef: Required value']);
});

test('rows', () => {
  expect(cells(validatingwebhookconfigurations, create(validatingwebhookconfigurations, hook()))).toMatchObject({ Webhooks: 1 });
  expect(cells(validatingadmissionpolicies, create(validatingadmissionpolicies, policy({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } })))).toMatchObject({
    Validations: 0, ParamKind: 'v1/ConfigMap' });
  expect(cells(mutatingadmissionpolicybindings, create(mutatingadmissionpolicybindings, named({ spec: { policyName: 'p', paramRef: { name: 'n', namespace: 'd' } } })))).toMatchObject({
    PolicyName: 'p', ParamRef: 'd/n' });
  const paramRefs = [undefined, { name: 'n' }, { selector: { matchLabels: { b: 'c', a: 'b' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['x', 'y'] }] } }];
  expect(paramRefs.map((paramRef) => cells(mutatingadmissionpolicybindings, create(mutatingadmissionpolicybindings, named({ spec: { policyName: 'p', paramRef } })))['ParamRef'])).toEqual([
    '<unset>', '*/n', '&LabelSelector{MatchLabels:map[string]string{a: b,b: c,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}']);
});
