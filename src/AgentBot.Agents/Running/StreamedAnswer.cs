using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Running;

/// <summary>An answer that comes in parts. What has come so far is known at any time, and how many results are finished in it.</summary>
/// <param name="answered">Told each time another result is finished.</param>
public sealed class StreamedAnswer(IProgress<int>? answered)
{
    private readonly List<ChatResponseUpdate> _parts = [];
    private readonly ResultCounter _results = new();

    /// <summary>Null where nothing has come.</summary>
    public ChatResponse? SoFar => _parts.Count == 0 ? null : _parts.ToChatResponse();

    public async ValueTask<ChatResponse> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> parts, CancellationToken ct)
    {
        await foreach (ChatResponseUpdate part in parts.WithCancellation(ct))
        {
            _parts.Add(part);
            if (answered is not null && _results.Read(part.Text))
            {
                answered.Report(_results.Finished);
            }
        }

        return _parts.ToChatResponse();
    }
}

/// <summary>Counts the results that are finished in a beginning of {"results": [{…}, …], …}, whatever stands in them.</summary>
internal sealed class ResultCounter
{
    /// <summary>Within the answer's object and its list.</summary>
    private const int InList = 2;

    private int _depth;
    private bool _inText;
    private bool _isEscaped;

    public int Finished { get; private set; }

    /// <returns>True where this part finished one or more.</returns>
    public bool Read(string part)
    {
        int before = Finished;
        foreach (char letter in part)
        {
            Read(letter);
        }

        return Finished > before;
    }

    private void Read(char letter)
    {
        if (_inText)
        {
            _inText = _isEscaped || letter != '"';
            _isEscaped = !_isEscaped && letter == '\\';
            return;
        }

        switch (letter)
        {
            case '"':
                _inText = true;
                break;
            case '{' or '[':
                _depth++;
                break;
            case '}' or ']':
                _depth--;
                Finished += letter == '}' && _depth == InList ? 1 : 0;
                break;
        }
    }
}
