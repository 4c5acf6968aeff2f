namespace Matching.Core.Pairing;

/// <summary>Many growing lists in one array, each a stretch of it with some places to spare.</summary>
internal static class Stretch
{
    /// <summary>Moves a full stretch to the end of the array, with twice the space.</summary>
    /// <param name="end">Where the array's used part ends.</param>
    public static void Lengthen<T>(ref T[] array, ref int end, ref int first, int count, ref int space)
    {
        space = Math.Max(4, 2 * space);
        if (end + space > array.Length)
            Array.Resize(ref array, Math.Max(2 * array.Length, end + space));
        Array.Copy(array, first, array, end, count);
        first = end;
        end += space;
    }
}
