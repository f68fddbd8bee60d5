import { kinds } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, pod } from '../testing/objects';
import { pluginFault } from './plugins';

afterEach(closeAll);

describe('a choice of plugins', () => {
  it('leaves out what is disabled', async () => {
    const { registry } = await openTest({ admissionPlugins: { disable: ['NamespaceLifecycle', 'ServiceAccount'] } });
    await registry.of(kinds.configmaps).create(configMap('a', {}, { namespace: 'nowhere' }));
    expect((await registry.of(kinds.pods).create(pod('a'))).spec.serviceAccountName).toBeUndefined();
  });

  it('names what there is when it names what there is not', async () => {
    expect(pluginFault({ enable: ['Nonsense'] })).toMatch(/^enable-admission-plugins plugin "Nonsense" is unknown; known are NamespaceLifecycle, .*ServiceAccount/);
    expect(pluginFault({ disable: ['NamespaceLifecycle', ''] })).toContain('disable-admission-plugins plugin "" is unknown');
    await expect(openTest({ admissionPlugins: { disable: ['Nonsense'] } })).rejects.toThrow('"Nonsense" is unknown');
  });

  it('is one or the other', () => {
    expect(pluginFault({ enable: ['ServiceAccount'], disable: ['ServiceAccount'] })).toBe('[ServiceAccount] in enable-admission-plugins and disable-admission-plugins overlapped');
    expect(pluginFault({ enable: ['ServiceAccount'] })).toBeUndefined();
  });
});
