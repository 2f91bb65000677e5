import type { Role } from '../permissions';

export type Member = { id: string; name: string; handle: string; avatarUrl: string | null; role: Role };
/** A member as the list for managing them shows one. */
export type RollEntry = Member & { joinedAt: string };
/** Who somebody is in a community. Whoever has left and wrote here is still known, without a role; `isGone` if they deleted their account. */
export type Profile = Omit<Member, 'role'> & { role: Role | null; joinedAt: string | null; isGone: boolean };
/** Somebody who cannot come back, and why. */
export type Ban = Omit<Member, 'role'> & { reason: string; byName: string; at: string };
