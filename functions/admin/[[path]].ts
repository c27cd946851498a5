import { operatorConsole } from '../../src/app/console/index.ts'
import { mount } from '../../src/app/mount.ts'

export const onRequest = mount(operatorConsole)
