namespace Matching.Benchmarks.Instances;

/// <summary>Reads whole numbers between blanks from bytes; no string is made, so that millions of edges take seconds.</summary>
internal sealed class NumberScanner(Stream stream, string file) : IDisposable
{
    private const int End = -1;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _at;
    private int _filled;

    /// <summary>Where the last word stood, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Moves to the next word; false when there is none.</summary>
    public bool HasMore()
    {
        while (true)
        {
            switch (Peek())
            {
                case End: return false;
                case '\n': Line++; break;
                case ' ' or '\t' or '\r': break;
                default: return true;
            }
            _at++;
        }
    }

    /// <summary>The next number, from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Next(string what, int least, int most)
    {
        var number = Next(what);
        return number >= least && number <= most ? (int)number : throw Wrong($"{what} is {number}; it must be {least} to {most}.");
    }

    /// <summary>The next number; <paramref name="what"/> is said when there is none or it does not fit 64 bits.</summary>
    public long Next(string what)
    {
        if (!HasMore())
            throw Wrong($"{what} is missing: the file ends here.");
        var negative = Peek() == '-';
        if (negative)
            _at++;
        var (value, digits) = (0L, 0);
        for (var next = Peek(); next is >= '0' and <= '9'; digits++, _at++, next = Peek())
        {
            var digit = next - '0';
            if (value > (long.MaxValue - digit) / 10)
                throw Wrong($"{what} does not fit 64 bits.");
            value = value * 10 + digit;
        }
        if (digits == 0 || Peek() is not (End or ' ' or '\t' or '\r' or '\n'))
            throw Wrong($"{what} is not a whole number.");
        return negative ? -value : value;
    }

    /// <summary>The next word of one letter.</summary>
    public char NextLetter(string what, string letters)
    {
        if (!HasMore())
            throw Wrong($"{what} is missing: the file ends here.");
        var letter = (char)Peek();
        _at++;
        return letters.Contains(letter) && Peek() is (End or ' ' or '\t' or '\r' or '\n')
            ? letter
            : throw Wrong($"{what} must be one of {string.Join(", ", letters.ToCharArray())}.");
    }

    public InstanceException Wrong(string reason) => new(file, Line, reason);

    public void Dispose() => stream.Dispose();

    private int Peek()
    {
        if (_at < _filled)
            return _buffer[_at];
        (_at, _filled) = (0, stream.Read(_buffer));
        return _filled == 0 ? End : _buffer[0];
    }
}
