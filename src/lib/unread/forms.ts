import { z } from 'zod';
import { line } from '../messages/forms';

/** Names the last line that was read, or the first that is to be unread. */
export const readingMark = z.object({ seq: line });
