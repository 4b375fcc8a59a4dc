using AgentBot.Core.Agents;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Running;

/// <summary>An answer that comes in parts. What has come so far is known at any time, and how many results are finished in it.</summary>
/// <param name="watched">Told with each part; null where nobody watches.</param>
public sealed class StreamedAnswer(IProgress<AgentProgress>? watched)
{
    private readonly List<ChatResponseUpdate> _parts = [];
    private readonly ResultCounter _results = new();
    private int _characters;

    /// <summary>Null where nothing has come.</summary>
    public ChatResponse? SoFar => _parts.Count == 0 ? null : _parts.ToChatResponse();

    public async ValueTask<ChatResponse> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> parts, CancellationToken ct)
    {
        await foreach (ChatResponseUpdate part in parts.WithCancellation(ct))
        {
            _parts.Add(part);
            if (watched is not null && part.Text is { Length: > 0 } text)
            {
                _results.Read(text);
                _characters += text.Length;
                watched.Report(new AgentProgress(_results.Finished, _characters));
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

    public void Read(string part)
    {
        foreach (char letter in part)
        {
            Read(letter);
        }
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
