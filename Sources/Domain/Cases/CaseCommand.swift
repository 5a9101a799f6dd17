public import Base

/// What can be done with a case.
public enum CaseCommand: Hashable, Sendable {
    /// Both are set as given, so that taking somebody off is also an assignment.
    case assign(team: ID<Team>?, assignee: ID<User>?)
    /// - `terms`: what is promised to such a case; nil leaves its clocks alone.
    /// - `by`: the process it goes on by; nil stays with the one it has.
    case classify(
        Case.Kind, Case.Severity, terms: [ClockTerms]? = nil, by: Process.Version? = nil)
    /// - `terms`: what is promised to that customer; nil leaves the clocks alone.
    case concern(ID<Customer>?, terms: [ClockTerms]? = nil)
    case rename(Wording)
    case tag([String])
    case untag([String])
    /// A message from the customer.
    case receive(String)
    /// A message to the customer. What a rule or the system writes is automatic in any case.
    case reply(String, automatic: Bool = false)
    /// A message among colleagues.
    case note(String)
    /// Fills fields without leaving the step.
    case record(JSON.Object)
    case move(to: String, JSON.Object)
    /// - `until`: when it goes on by itself; nil waits for the customer, however long.
    case pause(reason: String, until: Instant? = nil)
    case resume
    /// Lets a clock begin anew at zero: the exception, for which somebody answers by name.
    case resetClock(ClockKind, reason: String)
    /// Tells the team's lead now, without waiting for a clock.
    case escalate(reason: String)
    case close(outcome: String, text: String)
    case reopen(reason: String)
    /// - `limit`: what the person may grant alone; nil is without limit.
    case offer(String, cost: Double, note: String, limit: Double?)
    /// Asks for a yes to what the actor may not do alone.
    case ask(Approval.Act, JSON.Object)
    case answer(ID<Approval>, Approval.State, reason: String)
    case decide(ID<Redress>, grants: Bool, limit: Double?)
    case appeal(reason: String)
    /// The customer says that it is settled.
    case confirm(String)
    case sense(Stage, reason: String)
}
