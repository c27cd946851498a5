import type { Factors } from './factors.ts'
import { makeOwnFactors } from './own.ts'
import type { FactorPorts } from './ports.ts'
import { makeFactorProofs } from './proofs.ts'

/** The verbs about second factors over these ports. */
export const makeFactors = (ports: FactorPorts): Factors => ({ ...makeOwnFactors(ports), ...makeFactorProofs(ports) })
