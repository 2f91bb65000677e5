import type { Role } from '../permissions';

export type Member = { id: string; name: string; handle: string; avatarUrl: string | null; role: Role };
