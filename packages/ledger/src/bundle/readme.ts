/** `README.txt` of every bundle: what it is and how to verify it, for a reader without Bulkhead. */
export const README_TEXT = `Bulkhead evidence bundle
========================

What this is

  The complete journal of one plant up to a signed point, with the evidence that one incident
  cites, the response plan that was in force, and the report.

    entries.jsonl   every entry of the journal, one a line: who did or saw what, and when
    checkpoint      number of entries and Merkle root, signed (C2SP tlog-checkpoint, Ed25519)
    manifest.json   every other file with its size and SHA-256 digest; the entries cited
    manifest.sig    signature over the digest of manifest.json (C2SP signed note, Ed25519)
    captures/       raw evidence; the name of a file is its digest
    plan/           the files of the plan
    report.html     the report; report.pdf is the same as PDF
    key.txt         the public key, for convenience only: see below

How to verify it

  1. Get the plant's public key from the plant itself: by telephone, on paper, from an earlier
     bundle. Do not take it from this bundle: whoever makes a false bundle puts a false key in it.
  2. Run:   bulkhead verify BUNDLE.zip --key KEY
     It needs no network. It prints "ok", or what is wrong and the entry at which it shows.
     Without --key it uses key.txt. That proves that the bundle agrees with itself, not who made it.

How to verify it without Bulkhead

  1. Unpack the file. Each line of entries.jsonl, without its newline, is one entry.
  2. The leaf digest of an entry is SHA-256 over a zero byte and the line's bytes. Each entry
     names, as "previous", the leaf digest of the entry before it; the first names 64 zeros.
  3. Compute the Merkle root over the leaf digests (RFC 9162, section 2.1.1). It must be the third
     line of "checkpoint", in base64; the second line is the number of entries.
  4. Verify the signatures of "checkpoint" and of manifest.sig (https://c2sp.org/signed-note).
  5. The second line of manifest.sig is the SHA-256 digest of manifest.json. Every file that
     manifest.json lists must have the size and digest it says, and no other file may be there.

What it does not prove

  The signature proves what the holder of the key says. The holder could give out an older
  checkpoint with fewer entries, or keep two journals, and a single bundle would not show it. Keep
  the checkpoints that you receive: a later one must contain every entry of an earlier one.
  Times are those of the server's clock.
`;
