using System.Buffers.Binary;
using System.Text;

namespace Matching.Faults.Stores;

/// <summary>What a disk does with writes that were not synced when the power went.</summary>
internal enum Loss
{
    /// <summary>None of them arrived.</summary>
    All,
    /// <summary>Each arrived or did not.</summary>
    Some,
    /// <summary>Of each any of its sectors arrived.</summary>
    Torn,
}

/// <summary>The log of power_loss.c, and what it does to a store's files after a kill.</summary>
internal sealed class UnsyncedWrites(string folder)
{
    private const int HeadLength = 40;
    private const int Sector = 512;

    private enum Kind { Write = 1, Truncate = 2, Sync = 3 }

    private readonly string log = folder + ".power-loss";

    /// <exception cref="SkippedException">There is no C compiler here.</exception>
    public Manner Started(bool withoutLogSync) => withoutLogSync
        ? Manner.With(("LD_PRELOAD", Preload.Library("power_loss.c")), ("POWER_LOSS_FOLDER", folder), ("POWER_LOSS_LOG", log), ("POWER_LOSS_NO_WAL_SYNC", "1"))
        : Manner.With(("LD_PRELOAD", Preload.Library("power_loss.c")), ("POWER_LOSS_FOLDER", folder), ("POWER_LOSS_LOG", log));

    /// <summary>Puts the files into the state that the disk would have kept.</summary>
    /// <returns>How many writes were not synced.</returns>
    public int Lose(Loss loss, Random random)
    {
        var unsynced = Unsynced();
        foreach (var (path, steps) in unsynced)
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            foreach (var step in Enumerable.Reverse(steps))
                step.TakeBack(file);
            foreach (var step in steps.Where(_ => loss != Loss.All))
                step.Repeat(file, loss, random);
            file.Flush(flushToDisk: true);
        }
        File.Delete(log);
        return unsynced.Sum(file => file.Value.Count);
    }

    private SortedDictionary<string, List<Step>> Unsynced()
    {
        var unsynced = new SortedDictionary<string, List<Step>>(StringComparer.Ordinal);
        var bytes = File.Exists(log) ? File.ReadAllBytes(log) : [];
        for (var at = 0; at + HeadLength <= bytes.Length;)
        {
            var head = bytes.AsSpan(at, HeadLength);
            int oldLength = BinaryPrimitives.ReadInt32LittleEndian(head[24..]), newLength = BinaryPrimitives.ReadInt32LittleEndian(head[28..]), pathLength = BinaryPrimitives.ReadInt32LittleEndian(head[32..]);
            if (at + HeadLength + pathLength + oldLength + newLength > bytes.Length)
                break;
            var path = Encoding.UTF8.GetString(bytes, at + HeadLength, pathLength);
            var old = at + HeadLength + pathLength;
            var step = new Step((Kind)BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt64LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
                bytes[old..(old + oldLength)], bytes[(old + oldLength)..(old + oldLength + newLength)]);
            if (step.Kind == Kind.Sync)
                unsynced.Remove(path);
            else if (unsynced.TryGetValue(path, out var steps))
                steps.Add(step);
            else
                unsynced[path] = [step];
            at = old + oldLength + newLength;
        }
        return unsynced;
    }

    /// <param name="At">Where it wrote; of a truncation the size it left.</param>
    /// <param name="Size">The file's size before.</param>
    private sealed record Step(Kind Kind, long At, long Size, byte[] Old, byte[] New)
    {
        public void TakeBack(FileStream file)
        {
            file.SetLength(Size);
            file.Position = At;
            file.Write(Old);
        }

        public void Repeat(FileStream file, Loss loss, Random random)
        {
            if (Kind == Kind.Truncate)
            {
                if (random.Next(2) == 0)
                    file.SetLength(At);
            }
            else if (loss == Loss.Some)
            {
                Put(file, 0, random.Next(2) == 0 ? New.Length : 0);
            }
            else
            {
                for (var from = 0; from < New.Length; from += Sector)
                    Put(file, from, random.Next(2) == 0 ? Math.Min(Sector, New.Length - from) : 0);
            }
        }

        private void Put(FileStream file, int from, int length)
        {
            if (length == 0)
                return;
            file.Position = At + from;
            file.Write(New, from, length);
        }
    }
}
