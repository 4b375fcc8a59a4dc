using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>The words of an event while they are read, from the left to the right.</summary>
internal sealed class TriggerPhrase(ImmutableArray<TriggerToken> tokens)
{
    private int _at;

    public bool IsOver => _at >= tokens.Length;

    /// <summary>The next word; empty at the end and for what is quoted.</summary>
    public string Next => IsOver ? "" : tokens[_at].Word;

    public TriggerToken Current => tokens[_at];

    /// <summary>What was not read yet.</summary>
    public string Rest => string.Join(' ', tokens[_at..].Select(token => token.Text));

    public int Left => tokens.Length - _at;

    public TriggerToken Peek(int ahead) => _at + ahead < tokens.Length ? tokens[_at + ahead] : default;

    public TriggerPhrase Skip(int count)
    {
        _at += count;
        return this;
    }

    public bool Take(string word)
    {
        bool isHere = !IsOver && Next == word;
        _at += isHere ? 1 : 0;
        return isHere;
    }

    public bool Take(FrozenSet<string> words)
    {
        bool isHere = !IsOver && words.Contains(Next);
        _at += isHere ? 1 : 0;
        return isHere;
    }

    public int TakeAll(FrozenSet<string> words)
    {
        int from = _at;
        while (Take(words))
        {
        }

        return _at - from;
    }

    /// <summary>Whether one of these words still comes.</summary>
    public bool Has(FrozenSet<string> words) => tokens.Skip(_at).Any(token => !token.IsQuoted && words.Contains(token.Word));

    /// <summary>"a", "the new": true where they say that any one is meant.</summary>
    public bool TakeArticles()
    {
        bool all = false;
        while (!IsOver && (TriggerVocabulary.Articles.Contains(Next) || TriggerVocabulary.Alls.Contains(Next)))
        {
            all |= TriggerVocabulary.Alls.Contains(Next);
            _at++;
        }

        return all;
    }

    /// <summary>"x", "x or y": quoted pieces or single words, joined by "or". Empty where none stands here.</summary>
    public ImmutableArray<TriggerToken> TakeAlternatives()
    {
        var found = ImmutableArray.CreateBuilder<TriggerToken>();
        while (!IsOver)
        {
            found.Add(tokens[_at++]);
            if (Left < 2 || Next != "or")
            {
                break;
            }

            _at++;
        }

        return found.ToImmutable();
    }
}
