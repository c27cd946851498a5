import { mount } from '../src/app/mount.ts'
import { site } from '../src/app/site/index.ts'

export const onRequest = mount(site)
