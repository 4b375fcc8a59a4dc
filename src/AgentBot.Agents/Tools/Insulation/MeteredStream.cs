namespace AgentBot.Agents.Tools.Insulation;

/// <summary>
/// Reads from somebody who may flood: after so many bytes within one allowance it ends with <see cref="FloodException"/> and tells
/// its owner. Each question asked of the other side gives a new allowance.
/// </summary>
public sealed class MeteredStream : Stream
{
    private readonly Stream _inner;
    private readonly long _allowance;
    private readonly Action? _onFlood;
    private long _left;

    public MeteredStream(Stream inner, long allowance, Action? onFlood = null) => (_inner, _allowance, _left, _onFlood) = (inner, allowance, allowance, onFlood);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Allow() => Interlocked.Exchange(ref _left, _allowance);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await _inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Counted(_inner.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        if (Interlocked.Add(ref _left, -read) >= 0)
        {
            return read;
        }

        _onFlood?.Invoke();
        throw new FloodException();
    }
}

/// <summary>The other side sent more than anybody asked for.</summary>
public sealed class FloodException() : IOException("More was sent than a tool may answer with.");

/// <summary>Bounds every answer of a web address, whatever length it says it has.</summary>
public sealed class MeteredAnswers(long most, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        HttpContent whole = answer.Content;
        var metered = new StreamContent(new MeteredStream(await whole.ReadAsStreamAsync(cancellationToken), most));
        foreach ((string name, IEnumerable<string> values) in whole.Headers)
        {
            metered.Headers.TryAddWithoutValidation(name, values);
        }

        answer.Content = metered;
        return answer;
    }
}
