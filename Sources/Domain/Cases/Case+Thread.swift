import Base

extension Case {
    /// Puts a message into the thread.
    func say(
        _ kind: CaseMessage.Kind, _ text: String, automatic: Bool = false, settles: Bool = false,
        in context: CaseContext, _ change: inout CaseChange
    ) {
        let message = CaseMessage(
            id: context.messageID, at: context.now, kind: kind, author: context.actor, text: text,
            isAutomatic: automatic || context.actor.isProgram, settles: settles)
        change.messages.append(message)
        let name: CaseEvent.Name =
            switch kind {
            case .received: .received
            case .reply: .replied
            case .note: .noted
            }
        change.add(
            name,
            [
                "message": .string(message.id.description), "automatic": .bool(message.isAutomatic),
            ])
    }

    /// The customer wrote: whoever waited for that goes on, and what was done is taken up again.
    mutating func receive(
        _ text: String, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try Case.checkText(text, "text")
        say(.received, text, in: context, &change)
        if status == .pending { resume(in: context, &change) }
        if !status.isActive { reopen("customer_wrote", in: context, &change) }
        // Until the first answer is given, that is what the customer waits for.
        if self[clock: .firstResponse]?.isOwed != true {
            begin(.nextResponse, in: context, &change)
        }
    }

    /// Answering stops the first-response clock only if a person does it: an automatic
    /// acknowledgement is no answer.
    mutating func reply(
        _ text: String, automatic: Bool, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        try Case.checkText(text, "text")
        say(.reply, text, automatic: automatic, in: context, &change)
        guard !automatic, !context.actor.isProgram else { return }
        if status == .new { enter(.open, at: context.now) }
        eachClock({ $0.terms.kind.endsWithReply }, in: context.hours, &change) {
            $0.stop(at: context.now, in: $1)
        }
        if status.isActive { begin(.update, in: context, &change) }
    }
}
