import { imageNameFault } from './image-name';

it.each([
  'nginx', 'nginx:1.27', 'library/nginx', 'docker.io/library/nginx:latest', 'localhost/a', 'localhost:5000/a/b-c__d.e:v1', 'registry.example.com/team/app@sha256:' + 'a'.repeat(64),
  'my-registry:80/x', 'a--b', 'Registry.Example.com/app', '[::1]:5000/app',
])('%s is a name', (image) => expect(imageNameFault(image)).toBeUndefined());

it.each([
  ['busyBOX', 'invalid reference format: repository name (library/busyBOX) must be lowercase'],
  ['team/App:v1', 'invalid reference format: repository name (team/App) must be lowercase'],
  ['', 'invalid reference format'],
  [':sha-1', 'invalid reference format'],
  ['nginx:', 'invalid reference format'],
  ['nginx:a b', 'invalid reference format'],
  ['https://nginx', 'invalid reference format'],
  ['registry.hub.docker.com/library//nginx:latest', 'invalid reference format'],
  ['nginx@sha256:12', 'invalid reference format'],
  ['f'.repeat(64), `invalid repository name (${'f'.repeat(64)}), cannot specify 64-byte hexadecimal strings`],
  ['a/'.repeat(130) + 'b', 'repository name must not be more than 255 characters'],
])('%s is none', (image, why) => {
  expect(imageNameFault(image)).toBe(`Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image name ${JSON.stringify(image)}: ${why}`);
});
