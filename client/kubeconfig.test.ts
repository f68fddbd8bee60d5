import { readKubeconfig } from './kubeconfig';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const file = `
apiVersion: v1
kind: Config
current-context: near
clusters:
- name: a
  cluster: { server: "https://a.example:6443", certificate-authority-data: ${base64('CA')} }
- name: b
  cluster: { server: "https://b.example/prefix", certificate-authority: pki/ca.crt, insecure-skip-tls-verify: true }
- name: plain
  cluster: { server: "http://127.0.0.1:8080" }
- name: nowhere
  cluster: {}
users:
- name: token
  user: { token: secret }
- name: certificate
  user: { client-certificate: cert.pem, client-key-data: ${base64('KEY')} }
- name: file
  user: { tokenFile: token.txt }
- name: helper
  user: { exec: { command: aws } }
contexts:
- { name: near, context: { cluster: a, user: token } }
- { name: far, context: { cluster: b, user: certificate } }
- { name: plain, context: { cluster: plain, user: file } }
- { name: nobody, context: { cluster: plain } }
- { name: helped, context: { cluster: a, user: helper } }
- { name: lost, context: { cluster: c, user: token } }
- { name: nowhere, context: { cluster: nowhere, user: token } }
`;
const beside = (path: string): string => `<${path}>\n`;

it.each([
  ['', { server: 'https://a.example:6443', insecure: false, ca: 'CA', token: 'secret' }],
  ['far', { server: 'https://b.example/prefix', insecure: true, ca: '<pki/ca.crt>\n', cert: '<cert.pem>\n', key: 'KEY' }],
  ['plain', { server: 'http://127.0.0.1:8080', insecure: false, token: '<token.txt>' }],
  ['nobody', { server: 'http://127.0.0.1:8080', insecure: false }],
])('context %j', (context, address) => {
  expect(readKubeconfig(file, context, beside)).toEqual(address);
});

it.each([
  [file, 'none', 'it has no context called "none"; there are: near, far, plain, nobody, helped, lost, nowhere'],
  [file, 'lost', 'it has no cluster called "c"; there are: a, b, plain, nowhere'],
  [file, 'helped', 'user "helper" needs exec, which is not supported; run "kubectl proxy" and name its address as the server'],
  [file, 'nowhere', 'cluster "nowhere" has no server that is an http or https URL'],
  ['', '', 'it is no object'],
  ['[1]', '', 'it is no object'],
  ['a: b: c', '', 'it is not YAML: Nested mappings are not allowed in compact mappings at line 1, column 4:'],
  ['kind: Config', '', 'it names no current-context; say which context is meant'],
  ['contexts: [3]', 'a', 'an entry of contexts is no object'],
  ['contexts: 3', 'a', 'it has no context called "a"; there are: none'],
])('cannot be used (%#)', (text, context, why) => {
  expect(() => readKubeconfig(text, context, beside)).toThrow(why);
});
