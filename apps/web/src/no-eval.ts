import { config } from 'zod';

// The content policy forbids making code from text, and counts even the library's attempt.
config({ jitless: true });
