using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Requests;

/// <summary>What a request may ask on the terms of its system, all that is wrong at once. Whatever the terms do not name is not allowed.</summary>
public sealed class RequestRights(AskerTerms terms, DirectorySnapshot people)
{
    /// <summary>The policy that stands where a request names none.</summary>
    public const string DefaultPolicy = "default";

    private static readonly TimeSpan UsualEnd = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromDays(90);

    private readonly ImmutableArray<FormMistake>.Builder _mistakes = ImmutableArray.CreateBuilder<FormMistake>();

    /// <returns>Null where there are mistakes.</returns>
    public GrantedRequest? Check(ReviewRequest request, out ImmutableArray<FormMistake> mistakes)
    {
        MayAskAbout(request.Kind.Posted.Word);
        ChannelInfo? channel = Channel(request.Channel);
        ReviewPolicySpec? policy = request.Reviewers.IsEmpty ? Named(request) : Own(request);
        PersonKeys causes = OnBehalfOf(request.OnBehalfOf);
        CallsBack(request.Callback);
        mistakes = _mistakes.ToImmutable();
        return mistakes.IsEmpty ? new GrantedRequest(channel!.Key, Ends(policy!, request.Expires), causes) : null;
    }

    /// <summary>A later revision is about the same type; only that it is still allowed is asked again.</summary>
    public ImmutableArray<FormMistake> CheckRevision(ReviewRequest request, Artifacts.ArtifactType first)
    {
        MayAskAbout(request.Kind.Posted.Word);
        if (request.Kind.Type != first)
        {
            Add("/type", "“type” is another than in revision 1.", "Ask about something else with a request of its own.");
        }

        return _mistakes.ToImmutable();
    }

    private void MayAskAbout(string type)
    {
        if (!terms.Types.Contains(type))
        {
            Add("/type", $"{terms.Name} may not ask about “{type}”.", $"It may ask about {Words(terms.Types)}; an operator can add to them in the settings.");
        }
    }

    private ChannelInfo? Channel(string written)
    {
        ChannelInfo[] allowed = [.. people.Channels.Where(channel => Guard.Check(terms.Key, Act.Start, new GuardSubject(channel.Key), people) is null)];
        string wanted = written.StartsWith('#') || written.Contains(":#", StringComparison.Ordinal) ? written : "#" + written;
        ChannelInfo[] meant = written.Length == 0 ? allowed : [.. allowed.Where(channel => AskingSystem.IsCalled(wanted, channel))];
        if (meant.Length == 1)
        {
            return meant[0];
        }

        (string problem, string mend) = (written.Length, meant.Length) switch
        {
            (0, 0) => ("None of the channels in which it may ask is there.", "Invite AgentBot there, or correct the channels of this system in the settings."),
            (0, _) => ("“channel” is missing.", $"It may ask in several: write one of {Words(terms.Channels)}."),
            (_, 0) => ($"“{CardText.PlainLine(written, 80)}” is no channel in which {terms.Name} may ask.", $"Write one of {Words(terms.Channels)}."),
            _ => ($"There is more than one channel “{CardText.PlainLine(written, 80)}”.", "Put its platform in front: slack:#finance."),
        };
        Add("/channel", problem, mend);
        return null;
    }

    private ReviewPolicySpec? Named(ReviewRequest request)
    {
        string name = request.Policy.Length == 0 ? DefaultPolicy : request.Policy;
        if (terms.Policies.TryGetValue(name, out ReviewPolicySpec? policy))
        {
            return Enough("/policy", policy.Deciders.Concat(policy.Editors).Concat(policy.Rungs.Select(rung => rung.To))) ? policy : null;
        }

        string known = terms.Policies.IsEmpty ? "This system has no policies" : $"It has the policies {Words(terms.Policies.Keys)}";
        string instead = terms.Reviewers.IsEmpty ? "." : ", and may name reviewers.";
        Add("/policy", request.Policy.Length == 0 ? "Nothing says who decides." : $"There is no policy “{CardText.PlainLine(request.Policy, 64)}”.", known + instead);
        return null;
    }

    private ReviewPolicySpec? Own(ReviewRequest request)
    {
        bool allowed = true;
        foreach (Principal principal in request.Reviewers.Where(principal => !terms.Reviewers.Any(known => Is(known, principal))))
        {
            allowed = false;
            Add($"/reviewers/{FieldOf(principal)}", $"{terms.Name} may not name {principal}.", terms.Reviewers.IsEmpty ? "Name a policy instead." : $"It may name {Words(terms.Reviewers.Select(known => known.ToString()))}.");
        }

        if (!allowed || !Enough("/reviewers", request.Reviewers))
        {
            return null;
        }

        int count = request.Reviewers.SelectMany(principal => people.Resolve(principal)).Distinct().Count();
        if (request.Quorum > count)
        {
            Add("/reviewers/quorum", string.Create(CultureInfo.InvariantCulture, $"{request.Quorum} people must approve, and {count} could."), "Lower the number, or name more people.");
            return null;
        }

        return new ReviewPolicySpec { Reviewers = request.Reviewers, Quorum = request.Quorum, All = request.All ? true : null };
    }

    /// <summary>A name that stands for nobody means nobody, never anyone.</summary>
    private bool Enough(string at, IEnumerable<Principal> principals)
    {
        Principal[] empty = [.. principals.Where(principal => people.Resolve(principal).IsEmpty).Distinct()];
        foreach (Principal principal in empty)
        {
            Add(at, $"{principal} stands for nobody here.", "An operator can add it to the people or groups in the settings.");
        }

        return empty.Length == 0;
    }

    private PersonKeys OnBehalfOf(ImmutableArray<string> written)
    {
        foreach (string unknown in written.Where(key => people.Find(new PersonKey(key)) is null))
        {
            Add("/on_behalf_of", $"“{CardText.PlainLine(unknown, 64)}” is nobody here.", "Write the keys of people from the settings. Without it nobody could be kept from deciding about their own work.");
        }

        return PersonKeys.Of(written.Select(key => people.Current(new PersonKey(key))));
    }

    private void CallsBack(string callback)
    {
        if (callback.Length == 0)
        {
            return;
        }

        if (!MayTell(terms, callback))
        {
            Add("/callback", "“callback” is no address that may be told.", terms.CallbackHosts.IsEmpty ? "This system may name none: take it out, and ask for the decision instead." : $"Write an https address on {Words(terms.CallbackHosts)}, without a name or password in it.");
        }
    }

    /// <summary>Only hosts that an operator named, encrypted, without somebody's password in the address.</summary>
    public static bool MayTell(AskerTerms terms, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0 && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
        && terms.CallbackHosts.Any(host => IsHost(host, url));

    private static bool IsHost(string allowed, Uri url) =>
        string.Equals(allowed, url.IdnHost, StringComparison.OrdinalIgnoreCase) ? url.IsDefaultPort : string.Equals(allowed, $"{url.IdnHost}:{url.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.OrdinalIgnoreCase);

    private static ReviewPolicySpec Ends(ReviewPolicySpec policy, TimeSpan? wanted)
    {
        TimeSpan latest = policy.Expires ?? (wanted is null ? UsualEnd : LongestEnd);
        TimeSpan ends = wanted < latest ? wanted.Value : latest;

        // What would come after the end is left out, as if the policy had not said it.
        bool reminds = policy.Remind is { } remind && (policy.RemindsInWorkingTime == true || remind < ends);
        return policy with
        {
            Expires = ends,
            Remind = reminds ? policy.Remind : null,
            RemindsInWorkingTime = reminds ? policy.RemindsInWorkingTime : null,
        };
    }

    private static bool Is(Principal known, Principal named) =>
        string.Equals(known.Name, named.Name, StringComparison.OrdinalIgnoreCase)
        && (known.Kind == named.Kind || (known.Kind == PrincipalKind.Either && named.Kind is PrincipalKind.Person or PrincipalKind.Group));

    private static string FieldOf(Principal principal) => principal.Kind switch
    {
        PrincipalKind.Group => "groups",
        PrincipalKind.Role => "roles",
        _ => "people",
    };

    private static string Words(IEnumerable<string> words) => Wording.List([.. words], "or");

    private void Add(string at, string problem, string mend) => _mistakes.Add(new FormMistake(at, problem, mend));
}

/// <param name="Causes">Whose doing it is, beside the system's.</param>
public sealed record GrantedRequest(ChannelKey Channel, ReviewPolicySpec Policy, PersonKeys Causes);
