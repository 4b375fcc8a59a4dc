namespace AgentBot.Host.WebConsole;

/// <summary>Answers a form: with script by the changed parts and a sentence, without by the page itself.</summary>
public sealed class AnswerWriter(LiveUpdates updates, ViewerSource viewers, ToastBox toasts)
{
    /// <param name="sentence">What happened; empty where the page shows it by itself.</param>
    /// <param name="go">The page to show.</param>
    /// <param name="leave">True where the present page has done its work and the script must go to <paramref name="go"/> too.</param>
    public async Task WriteAsync(HttpContext context, string sentence, string go, bool refused = false, bool leave = false)
    {
        ConsoleSession session = ConsoleVisit.Of(context).Session;
        if (!ConsoleAnswer.WantsParts(context.Request))
        {
            toasts.Put(session.Id, sentence);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = go;
            return;
        }

        if (leave)
        {
            toasts.Put(session.Id, sentence);
            await ConsoleAnswer.WriteAsync(context, new ConsoleAnswer { Go = go });
            return;
        }

        Viewer viewer = viewers.Find(session) ?? ConsoleVisit.Of(context).Viewer;
        HashSet<string> seen = LiveUpdates.Seen(context.Request.Headers["X-Console-Seen"]);
        await ConsoleAnswer.WriteAsync(context, new ConsoleAnswer
        {
            Toast = sentence,
            Refused = refused,
            Parts = await updates.ChangedAsync(viewer, context.Request.Headers["X-Console-For"].ToString(), seen, context.RequestAborted),
        });
    }
}

/// <summary>Sentences for the next page of a session, since a redirect carries none. Bounded; a lost one is only a lost sentence.</summary>
public sealed class ToastBox
{
    private const int Most = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _sentences = new(StringComparer.Ordinal);

    public void Put(string session, string sentence)
    {
        if (sentence.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_sentences.Count >= Most)
            {
                _sentences.Clear();
            }

            _sentences[session] = sentence;
        }
    }

    public string Take(string session)
    {
        lock (_lock)
        {
            return _sentences.Remove(session, out string? sentence) ? sentence : "";
        }
    }
}
