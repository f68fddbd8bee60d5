/** `kubectl set`. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused } = story('setting');

interface Container { name: string; image: string; env?: object[]; resources: object }
interface Template { spec: { template: { spec: { containers: Container[]; serviceAccountName?: string } } } }

const templateOf = async (name: string): Promise<Template['spec']['template']['spec']> => (await json<Template>`get deployment ${name}`).spec.template.spec;
const containersOf = async (name: string): Promise<Container[]> => (await templateOf(name)).containers;

beforeAll(async () => {
  await ok`create deployment web --image=nginx`;
  await ok`create deployment two --image=a --image=b`;
});

describe('image', () => {
  it('of one, of each, of all', async () => {
    expect(await ok`set image deployment/web nginx=nginx:2`).toBe('deployment.apps/web image updated\n');
    await ok`set image deployment/two a=a:2 b=b:2`;
    expect((await containersOf('two')).map(({ image }) => image)).toEqual(['a:2', 'b:2']);
    await ok`set image deployment --all *=c`;
    expect([...await containersOf('two'), ...await containersOf('web')].map(({ image }) => image)).toEqual(['c', 'c', 'c']);
  });

  it('of what takes another', async () => {
    await ok`create cronjob tick --image=x --schedule=@daily`;
    await ok`run alone --image=x`;
    // kubectl 1.20 knows cron jobs as batch/v1beta1 only.
    const tick = kubectlSince(21) ? 'cronjob/tick' : 'cronjob.v1beta1.batch/tick';
    expect(await ok`set image ${tick} pod/alone *=y`).toBe('cronjob.batch/tick image updated\npod/alone image updated\n');
  });

  it('is refused when there is no such container, or no image', async () => {
    expect(await refused`set image deployment/web nope=x`).toBe('error: unable to find container named "nope"');
    expect(await refused`set image deployment/web nginx=`)
      .toBe('error: failed to patch image update to pod template: Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value');
  });
});

describe('env', () => {
  it('sets, lists and takes away', async () => {
    expect(await ok`set env deployment/web A=b C=${'d e'}`).toBe('deployment.apps/web env updated\n');
    expect(await ok`set env deployment/web --list`).toBe('# Deployment web, container nginx\nA=b\nC=d e\n');
    await ok`set env deployment/web A- E=f`;
    expect((await containersOf('web'))[0]?.env).toEqual([{ name: 'C', value: 'd e' }, { name: 'E', value: 'f' }]);
    await ok`set env deployment --all X=y`;
    expect((await containersOf('two')).map(({ env }) => env)).toEqual([[{ name: 'X', value: 'y' }], [{ name: 'X', value: 'y' }]]);
  });

  it('takes values from where they are', async () => {
    await ok`create configmap settings --from-literal=key=value`;
    await ok`create secret generic hidden --from-literal=pass=word`;
    await ok`set env deployment/web C- E- X-`;
    await ok`set env --from=configmap/settings deployment/web`;
    await ok`set env --from=secret/hidden --prefix=MY_ deployment/web`;
    expect((await containersOf('web'))[0]?.env).toEqual([
      { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'key' } } },
      { name: 'MY_PASS', valueFrom: { secretKeyRef: { name: 'hidden', key: 'pass' } } },
    ]);
    expect(await ok`set env deployment/web --list --resolve`).toBe('# Deployment web, container nginx\nKEY=value\nMY_PASS=word\n');
  });
});

describe('resources', () => {
  it('limits and requests', async () => {
    expect(await ok`set resources deployment/web --limits=cpu=200m,memory=512Mi --requests=cpu=0.1`).toBe('deployment.apps/web resource requirements updated\n');
    expect((await containersOf('web'))[0]?.resources).toEqual({ limits: { cpu: '200m', memory: '512Mi' }, requests: { cpu: '100m' } });
  });

  it('are refused when more is asked for than allowed', async () => {
    expect(await refused`set resources deployment/web --limits=cpu=1 --requests=cpu=2`).toBe('error: failed to patch resources update to pod template '
      + 'Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1');
  });
});

describe('selector', () => {
  it('of a service', async () => {
    await ok`expose deployment web --port=80`;
    expect(await ok`set selector service/web a=b,c=d`).toBe('service/web selector updated\n');
    expect(await json`get service web`).toMatchObject({ spec: { selector: { a: 'b', c: 'd' } } });
    expect(await refused`set selector service/web a=x --resource-version=1`)
      .toBe('Error from server (Conflict): Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again');
  });
});

describe('serviceaccount', () => {
  it('of a template, under both of its names', async () => {
    await ok`create serviceaccount robot`;
    expect(await ok`set serviceaccount deployment/web robot`).toBe('deployment.apps/web serviceaccount updated\n');
    expect(await templateOf('web')).toMatchObject({ serviceAccountName: 'robot', serviceAccount: 'robot' });
  });
});

describe('subject', () => {
  it('joins others', async () => {
    await ok`create rolebinding readers --clusterrole=view --user=u`;
    expect(await ok`set subject rolebinding readers --user=v --group=g --serviceaccount=setting:default`).toBe('rolebinding.rbac.authorization.k8s.io/readers subjects updated\n');
    const { subjects } = await json<{ subjects: object[] }>`get rolebinding readers`;
    expect(subjects).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'u' },
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'v' },
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'g' },
      { kind: 'ServiceAccount', name: 'default', namespace: 'setting' },
    ]);
  });

  it('of a cluster role binding', async () => {
    await ok`create clusterrolebinding all --clusterrole=view --user=u`;
    expect(await ok`set subject clusterrolebinding all --group=g`).toBe('clusterrolebinding.rbac.authorization.k8s.io/all subjects updated\n');
  });
});
