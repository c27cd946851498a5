import { api } from '../../src/app/api/index.ts'
import { mount } from '../../src/app/mount.ts'

export const onRequest = mount(api)
