using System.Buffers.Text;

namespace Matching.Benchmarks.Instances;

/// <summary>Writes an instance file: numbers apart by blanks, lines ended by <see cref="EndLine"/>, without a string per number.</summary>
internal sealed class InstanceWriter(Stream stream) : IDisposable
{
    private const int LongestNumber = 21;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _used;
    private bool _inLine;

    public InstanceWriter Put(long number)
    {
        Room();
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_used), out var written);
        _used += written;
        return this;
    }

    public InstanceWriter Put(ReadOnlySpan<byte> word)
    {
        Room();
        word.CopyTo(_buffer.AsSpan(_used));
        _used += word.Length;
        return this;
    }

    public void EndLine()
    {
        _inLine = false;
        Room();
        _buffer[_used++] = (byte)'\n';
        _inLine = false;
    }

    public void Dispose()
    {
        stream.Write(_buffer, 0, _used);
        stream.Dispose();
    }

    private void Room()
    {
        if (_used + LongestNumber + 2 > _buffer.Length)
        {
            stream.Write(_buffer, 0, _used);
            _used = 0;
        }
        if (_inLine)
            _buffer[_used++] = (byte)' ';
        _inLine = true;
    }
}
