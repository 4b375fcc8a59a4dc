using System.Text.Json;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Audit;

/// <summary>Where the audit does not hold and how it shows.</summary>
/// <param name="Sequence">The first line that cannot be trusted.</param>
public sealed record AuditFault(long Sequence, string Sentence);

/// <param name="Lines">How many lines were read.</param>
/// <param name="Head">The last sealed line: what an anchor would name now.</param>
/// <param name="Faults">Empty when the log holds. After the first broken link the links behind it are not judged again, only the texts.</param>
public sealed record AuditVerdict(long Lines, (long Sequence, string Hash) Head, IReadOnlyList<AuditFault> Faults)
{
    public bool Holds => Faults.Count == 0;
}

/// <summary>
/// Reads the log from its beginning and says where it was touched: edited, deleted, inserted, swapped or cut lines, texts that
/// do not belong to their line, and a head that an anchor contradicts. Pure: lines in, verdict out.
/// </summary>
public sealed class AuditVerifier(IEnumerable<AuditAnchor> anchors)
{
    private readonly Dictionary<long, AuditAnchor> _anchors = anchors.GroupBy(anchor => anchor.Sequence).ToDictionary(group => group.Key, group => group.Last());
    private readonly long _lastAnchor = anchors.Select(anchor => anchor.Sequence).DefaultIfEmpty(0).Max();
    private readonly List<AuditFault> _faults = [];
    private (long Sequence, string Hash) _head = (0, AuditChain.Genesis);
    private long _last;
    private long _lines;
    private bool _isBroken;
    private bool _sawUnsealed;

    /// <summary>Verifies a whole store. Erased texts are no fault: what the log holds of them is their commitment.</summary>
    public static async ValueTask<AuditVerdict> VerifyAsync(IAuditStore store, IEnumerable<AuditAnchor> anchors, CancellationToken ct)
    {
        var verifier = new AuditVerifier(anchors);
        await foreach (AuditRow line in store.ReadAsync(0, ct))
        {
            verifier.Read(line, await store.TextsAsync(line.Sequence, ct));
        }

        return verifier.End();
    }

    /// <summary>Takes the next line, in order of sequence, with the texts that are still kept for it.</summary>
    public void Read(AuditRow line, IReadOnlyList<(string Name, string Salt, string Text)> texts)
    {
        _lines++;
        CheckPlace(line);
        CheckLink(line);
        CheckTexts(line, texts);
        _last = line.Sequence;
    }

    public AuditVerdict End()
    {
        if (_lastAnchor > _head.Sequence)
        {
            _faults.Add(new AuditFault(_head.Sequence + 1, $"The log ends at line {_head.Sequence}, but its anchor names line {_lastAnchor}: the end was cut off."));
        }

        return new AuditVerdict(_lines, _head, _faults);
    }

    private void CheckPlace(AuditRow line)
    {
        if (_isBroken || line.Sequence == _last + 1)
        {
            return;
        }

        Break(
            _last + 1,
            line.Sequence > _last + 1
                ? $"Line {_last + 1} is missing; the next one there is line {line.Sequence}."
                : $"Line {line.Sequence} stands behind line {_last}, where it does not belong.");
    }

    private void CheckLink(AuditRow line)
    {
        if (line.Hash.Length == 0)
        {
            _sawUnsealed = true;
            return;
        }

        if (_sawUnsealed && !_isBroken)
        {
            Break(_last, $"Line {_last} has lost its seal, although the lines behind it are sealed.");
        }

        if (!_isBroken && AuditChain.Next(_head.Hash, line) != line.Hash)
        {
            Break(line.Sequence, $"Line {line.Sequence} does not fit the line before it: it, or its place, was changed.");
        }

        _head = (line.Sequence, line.Hash);
        if (!_isBroken && _anchors.TryGetValue(line.Sequence, out AuditAnchor? anchor) && anchor.Hash != line.Hash)
        {
            Break(line.Sequence, $"The log up to line {line.Sequence} is not the one that was anchored on {anchor.At:yyyy-MM-dd} at {anchor.At:HH:mm} UTC: it was rewritten.");
        }
    }

    private void CheckTexts(AuditRow line, IReadOnlyList<(string Name, string Salt, string Text)> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        Dictionary<string, string> commitments = Commitments(line);
        foreach ((string name, string salt, string text) in texts)
        {
            if (!commitments.TryGetValue(name, out string? commitment) || commitment != AuditChain.Commit(salt, text))
            {
                _faults.Add(new AuditFault(line.Sequence, $"The text “{name}” kept for line {line.Sequence} is not the one that was written then."));
            }
        }
    }

    private static Dictionary<string, string> Commitments(AuditRow line)
    {
        try
        {
            return line.Commitments.Length == 0 ? [] : JsonSerializer.Deserialize(line.Commitments, StoreJson.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void Break(long sequence, string sentence)
    {
        _isBroken = true;
        _faults.Add(new AuditFault(sequence, sentence));
    }
}
