namespace AgentBot.Host.Workers;

/// <summary>
/// The moment between listening and knowing the templates. Whether AgentBot lives is answered in it; what needs templates or
/// facts waits for its end, usually some tenths of a second, instead of being told that there are none.
/// </summary>
public sealed class Opening
{
    private readonly TaskCompletionSource _facts = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _links = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _templates = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _end;

    public Opening() => _end = Task.WhenAll(_facts.Task, _links.Task, _templates.Task);

    public bool IsOver => _end.IsCompleted;

    public Task WaitAsync(CancellationToken ct) => _end.WaitAsync(ct);

    /// <summary>The demo's facts are known, or will not be in this life.</summary>
    public void FactsAreThere() => _facts.TrySetResult();

    /// <summary>Which accounts are one person is known; where it could not be read, whoever decides asks for it again.</summary>
    public void LinksAreThere() => _links.TrySetResult();

    /// <summary>The folders of templates were read once, whatever was found.</summary>
    public void TemplatesAreThere() => _templates.TrySetResult();
}
