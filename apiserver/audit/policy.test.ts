import { parsePolicy, PolicyError } from './policy';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const parsed = (text: string): unknown => parsePolicy(text, () => undefined);
const faultOf = (text: string): string => {
  try {
    parsed(text);
    return '';
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
};

it('reads a policy, and names what no policy has', () => {
  const unknown: string[] = [];
  const text = `${head}metadata: {name: p}\nomitStages: [RequestReceived]\nrules:\n- level: Metadata\n  resources: [{group: "", resources: [pods], colour: red}]\n  verb: [get]\n`;
  expect(parsePolicy(text, (path) => unknown.push(path))).toMatchObject({ omitStages: ['RequestReceived'], rules: [{ level: 'Metadata' }] });
  expect(unknown).toEqual(['rules[0].resources[0].colour', 'rules[0].verb']);
});

it.each([
  ['', 'failed decoding: the file holds no object'],
  ['a: [', /^failed decoding: yaml: /],
  ['rules: []', "failed decoding: Object 'Kind' is missing"],
  ['apiVersion: audit.k8s.io/v1beta1\nkind: Policy', 'unknown group version field audit.k8s.io/v1beta1, Kind=Policy in policy'],
  ['apiVersion: v1\nkind: Pod', 'unknown group version field v1, Kind=Pod in policy'],
  [head, 'loaded illegal policy with 0 rules'],
  [`${head}rules: []`, 'loaded illegal policy with 0 rules'],
  [`${head}rules: x`, 'failed decoding: rules must be a list'],
  [`${head}rules: [null]`, 'failed decoding: rules[0] must be a value'],
  [`${head}rules: [{level: [None]}]`, 'failed decoding: rules[0].level must be a string'],
  [`${head}rules: [{users: [a]}]`, 'rules[0].level: Required value'],
  [`${head}rules: [{level: Loud}]`, 'rules[0].level: Unsupported value: "Loud": supported values: "None", "Metadata", "Request", "RequestResponse"'],
  [`${head}rules: [{level: None, nonResourceURLs: [metrics]}]`, 'rules[0].nonResourceURLs[0]: Invalid value: "metrics": non-resource URL rules must begin with a \'/\' character'],
  [`${head}rules: [{level: None, nonResourceURLs: [/a*b]}]`, 'rules[0].nonResourceURLs[0]: Invalid value: "/a*b": non-resource URL wildcards \'*\' must be the final character of the rule'],
  [`${head}rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}]`, 'rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs'],
  [`${head}rules: [{level: None, resources: [{group: a/v1}]}]`, /^rules\[0\]\.resources\.group: Invalid value: "a\/v1": a lowercase RFC 1123 subdomain/],
  [`${head}rules: [{level: None, resources: [{resourceNames: [a]}]}]`, 'rules[0].resources.resourceNames: Invalid value: ["a"]: using resourceNames requires at least one resource'],
  [`${head}omitStages: [Sometimes]\nrules: [{level: None}]`, 'omitStages[0]: Invalid value: "Sometimes": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic'],
  [`${head}omitStages: [x]\nrules: [{level: y}]`, /^\[omitStages\[0\]: .*, rules\[0\]\.level: .*\]$/],
])('%j is refused', (text, message) => {
  if (typeof message === 'string') expect(faultOf(text)).toBe(message);
  else expect(faultOf(text)).toMatch(message);
});
