class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # y = x W' of lowered operands, result float32; the casts are part of the graph, so master weights get float32 gradients.
  # x float32 (N, in), weight float32 (out, in), bias float32 (out)
  def linear_bf16(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.add((self).linear_bf16_unbiased(x, weight), bias)

  def linear_bf16_unbiased(self: __torch__.M, x: Tensor, weight: Tensor) -> Tensor:
    return torch.to(torch.linear((self).lowered(x), (self).lowered(weight)), 6)

  # The same without a graph, where a copy of weight and bias in bfloat16 is at hand.
  def linear_lowered(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.to((self).product((self).lowered(x), weight, bias), 6)

  def linear_lowered_unbiased(self: __torch__.M, x: Tensor, weight: Tensor) -> Tensor:
    return (self).linear_lowered(x, weight, None)

  def linear_unbiased(self: __torch__.M, x: Tensor, weight: Tensor) -> Tensor:
    return (self).linear(x, weight, None)

  def product_unbiased(self: __torch__.M, x: Tensor, weight: Tensor) -> Tensor:
    return (self).product(x, weight, None)

  # Attention over packed rows. padded (B*T) is the packed row of each padded place, rows (Q) the padded places to return.
  # qkv (N, 3H): query, key, value side by side; bias (B, 1 or A, 1 or T, T): added to the scores, the lowest float where nothing is seen; dropout (B, A, T, T) or one 1.
  def attention(self: __torch__.M, qkv: Tensor, padded: Tensor, rows: Tensor, bias: Tensor, dropout: Tensor, heads: Tensor, bf16: Tensor, fused: Tensor) -> Tensor:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    A = int(heads)
    H = torch.floordiv(torch.size(qkv, 1), 3)
    x = (self).operand(qkv, bool(bf16))
    places = torch.view(torch.index_select(x, 0, padded), [B, T, 3, A, torch.floordiv(H, A)])
    split = torch.permute(places, [2, 0, 3, 1, 4])
    context = (self).weighted(torch.select(split, 0, 0), torch.select(split, 0, 1), torch.select(split, 0, 2), bias, dropout, bool(bf16), bool(fused))
    together = torch.reshape(torch.transpose(context, 1, 2), [torch.mul(B, T), H])
    return torch.to(torch.index_select(together, 0, rows), 6)

  # The same where only the first token of each text asks. query (B, H), keyvalue (N, 2H), dropout (B, A, 1, T) or one 1.
  def first_token_attention(self: __torch__.M, query: Tensor, keyvalue: Tensor, padded: Tensor, bias: Tensor, dropout: Tensor, heads: Tensor, bf16: Tensor, fused: Tensor) -> Tensor:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    A = int(heads)
    H = torch.size(query, 1)
    q = (self).operand(query, bool(bf16))
    x = (self).operand(keyvalue, bool(bf16))
    places = torch.view(torch.index_select(x, 0, padded), [B, T, 2, A, torch.floordiv(H, A)])
    split = torch.permute(places, [2, 0, 3, 1, 4])
    context = (self).weighted(torch.view(q, [B, A, 1, torch.floordiv(H, A)]), torch.select(split, 0, 0), torch.select(split, 0, 1), bias, dropout, bool(bf16), bool(fused))
    return torch.to(torch.reshape(context, [B, H]), 6)

  # softmax(q k' / sqrt(hs) + bias) v, softmax in float32. q (B, A, Q, hs), k and v (B, A, T, hs)
  # fused: by PyTorch's kernels, which keep no scores, without dropout. The lowest float would be infinite in bfloat16.
  def weighted(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, bias: Tensor, dropout: Tensor, bf16: bool, fused: bool) -> Tensor:
    if fused:
      context = torch.scaled_dot_product_attention(q, k, v, torch.type_as(torch.clamp(bias, -1e30), q))
    else:
      scale = torch.pow(torch.size(q, 3), -0.5)
      scores = torch.matmul(torch.mul(q, scale), torch.transpose(k, -1, -2))
      weights = torch.softmax(torch.add(torch.to(scores, 6), bias), -1)
      if torch.gt(torch.numel(dropout), 1):
        weights = torch.mul(weights, dropout)
      else:
        pass
      context = torch.matmul((self).operand(weights, bf16), v)
    return context

  # x as matrix products take it
  def operand(self: __torch__.M, x: Tensor, bf16: bool) -> Tensor:
    if bf16:
      y = (self).lowered(x)
    else:
      y = x
    return y

  # DeBERTa's attention: besides content with content, content meets position and position content. querykey (N, 2H), value (N, H);
  # positions (P, 2H): query and key of each bucket of distances; buckets (T, T): the row of positions for a query's distance to a key.
  # rows (Q): the padded places to return; bias (B, 1, 1, T); dropout (B, A, T, T) or one 1.
  def disentangled_attention(self: __torch__.M, querykey: Tensor, value: Tensor, positions: Tensor, buckets: Tensor, padded: Tensor, rows: Tensor, bias: Tensor, dropout: Tensor, heads: Tensor, bf16: Tensor) -> Tensor:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    A = int(heads)
    H = torch.size(value, 1)
    hs = torch.floordiv(H, A)
    x = (self).operand(torch.cat([querykey, value], 1), bool(bf16))
    p = (self).operand(positions, bool(bf16))
    split = torch.permute(torch.view(torch.index_select(x, 0, padded), [B, T, 3, A, hs]), [2, 0, 3, 1, 4])
    v = torch.select(split, 0, 2)
    scale = torch.pow(torch.mul(3, hs), -0.5)
    q = torch.mul(torch.select(split, 0, 0), scale)
    k = torch.select(split, 0, 1)
    sides = torch.permute(torch.view(p, [-1, 2, A, hs]), [1, 2, 3, 0])
    toposition = torch.gather(torch.matmul(q, torch.select(sides, 0, 1)), -1, torch.expand(buckets, [B, A, T, T]))
    frombuckets = torch.expand(torch.t(buckets), [B, A, T, T])
    fromposition = torch.gather(torch.matmul(torch.mul(k, scale), torch.select(sides, 0, 0)), -1, frombuckets)
    scores = torch.add(torch.add(torch.matmul(q, torch.transpose(k, -1, -2)), toposition), torch.transpose(fromposition, -1, -2))
    weights = torch.softmax(torch.add(torch.to(scores, 6), bias), -1)
    if torch.gt(torch.numel(dropout), 1):
      weights = torch.mul(weights, dropout)
    else:
      pass
    context = torch.matmul((self).operand(weights, bool(bf16)), v)
    together = torch.reshape(torch.transpose(context, 1, 2), [torch.mul(B, T), H])
    return torch.to(torch.index_select(together, 0, rows), 6)

  # Convolution along each text, over packed rows x (N, H), with zeros around the text. weight (out, H / groups, size), bias (out);
  # mask (B, 1, 1, T): 0 for tokens; rows (Q): the padded places to return.
  def convolution(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, padded: Tensor, rows: Tensor, mask: Tensor, groups: Tensor, bf16: Tensor) -> Tensor:
    B = torch.size(mask, 0)
    T = torch.size(mask, 3)
    real = torch.type_as(torch.eq(torch.view(mask, [B, T, 1]), 0), x)
    places = torch.transpose(torch.mul(torch.view(torch.index_select(x, 0, padded), [B, T, -1]), real), 1, 2)
    y = torch.conv1d((self).operand(places, bool(bf16)), (self).operand(weight, bool(bf16)), annotate(Optional[Tensor], None), [1], [torch.floordiv(torch.size(weight, 2), 2)], [1], int(groups))
    together = torch.reshape(torch.transpose(y, 1, 2), [torch.mul(B, T), -1])
    return torch.add(torch.to(torch.index_select(together, 0, rows), 6), bias)

  # Rotary positions: queries and keys of qkv (N, 3H) turned by their angles. cos and sin (N, hs).
  def turn(self: __torch__.M, qkv: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    N = torch.size(cos, 0)
    hs = torch.size(cos, 1)
    split = torch.view(qkv, [N, 3, -1, hs])
    x = torch.slice(split, 1, 0, 2)
    half = torch.floordiv(hs, 2)
    turned = torch.cat([torch.neg(torch.slice(x, -1, half)), torch.slice(x, -1, 0, half)], -1)
    rotated = torch.add(torch.mul(x, torch.view(cos, [N, 1, 1, hs])), torch.mul(turned, torch.view(sin, [N, 1, 1, hs])))
    return torch.view(torch.cat([rotated, torch.slice(split, 1, 2)], 1), [N, -1])

  # The sum of each table's rows (N, H) by its ids (N), normalised; without a graph.
  def normalised_sum(self: __torch__.M, tables: List[Tensor], ids: List[Tensor], weight: Tensor, bias: Tensor, epsilon: float) -> Tensor:
    y = torch.index_select(tables[0], 0, ids[0])
    for i in range(torch.sub(torch.len(tables), 1)):
      next = torch.add(i, 1)
      y = torch.add_(y, torch.index_select(tables[next], 0, ids[next]))
    return torch.layer_norm(y, [torch.size(y, 1)], weight, bias, epsilon)

  # Rows of x (N, H) by index (B).
  def rows(self: __torch__.M, x: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(x, 0, index)

  def gelu_tanh(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")

  def silu(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.silu(x)

  # Global L2 norm; norms of parts first, since one float32 sum over 1e8 elements drifts by 0.1%. On a CPU those are rows: one norm of
  # a whole array is one core's work.
  def gradient_norm(self: __torch__.M, gradients: List[Tensor]) -> Tensor:
    if ops.prim.is_cuda(gradients[0]):
      parts = torch.stack(torch._foreach_norm(gradients))
    else:
      norms = annotate(List[Tensor], [])
      for i in range(torch.len(gradients)):
        _0 = torch.append(norms, torch.flatten(torch.linalg_vector_norm(gradients[i], 2, [-1])))
      parts = torch.cat(norms)
    return torch.linalg_vector_norm(parts)

  # What gradients of that norm are divided by to get to the largest that is allowed, at least 1; largest 0: any is allowed.
  def clipping(self: __torch__.M, norm: Tensor, largest: float) -> Tensor:
    if torch.gt(largest, 0.):
      divisor = torch.clamp(torch.div(torch.add(norm, 9.9999999999999995e-07), largest), 1.)
    else:
      divisor = torch.ones_like(norm)
    return divisor

  # A number as a tensor beside another.
  def scalar(self: __torch__.M, beside: Tensor, value: float) -> Tensor:
    return torch.new_full(beside, annotate(List[int], []), value)

  # Scalars side by side.
  def together(self: __torch__.M, scalars: List[Tensor]) -> Tensor:
    return torch.stack(scalars)

  # One AdamW step in place; the gradients are divided by divisor first. The lists must be arguments: made here, the call would be dropped as dead code.
  def adamw(self: __torch__.M, weights: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], empty: List[Tensor], steps: List[Tensor], divisor: Tensor, lr: float, beta1: float, beta2: float, decay: float, epsilon: float) -> Tensor:
    torch._fused_adamw_(weights, gradients, first, second, empty, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False, grad_scale=divisor)
    return divisor

  # One step of SGD in place; the gradients are divided by divisor first. buffers: the momentum, or no tensors without it.
  def sgd(self: __torch__.M, weights: List[Tensor], gradients: List[Tensor], buffers: List[Tensor], divisor: Tensor, decay: float, momentum: float, lr: float, dampening: float, nesterov: float, first: float) -> Tensor:
    torch._fused_sgd_(weights, gradients, buffers, weight_decay=decay, momentum=momentum, lr=lr, dampening=dampening, nesterov=torch.gt(nesterov, 0.), maximize=False, is_first_step=torch.gt(first, 0.), grad_scale=divisor)
    return divisor

  # Adafactor's direction for a matrix or more dimensions, from the running means of its squared gradients' rows and columns.
  def adafactor_matrix(self: __torch__.M, gradient: Tensor, rows: Tensor, columns: Tensor, divisor: Tensor, beta: float) -> Tensor:
    g = torch.div(gradient, divisor)
    squares = torch.add(torch.mul(g, g), 1e-30)
    kept = torch.add_(torch.mul_(rows, beta), torch.mean(squares, [-1]), alpha=torch.sub(1., beta))
    across = torch.add_(torch.mul_(columns, beta), torch.mean(squares, [-2]), alpha=torch.sub(1., beta))
    r = torch.unsqueeze(torch.rsqrt(torch.div(kept, torch.mean(kept, [-1], True))), -1)
    c = torch.rsqrt(torch.unsqueeze(across, -2))
    return torch.mul(torch.mul(r, c), g)

  # The same for a vector, whose squares are kept whole.
  def adafactor_vector(self: __torch__.M, gradient: Tensor, mean: Tensor, divisor: Tensor, beta: float) -> Tensor:
    g = torch.div(gradient, divisor)
    kept = torch.add_(torch.mul_(mean, beta), torch.add(torch.mul(g, g), 1e-30), alpha=torch.sub(1., beta))
    return torch.mul(torch.rsqrt(kept), g)

  # One Adafactor step in place, along a direction whose root mean square is brought down to 1.
  def adafactor_step(self: __torch__.M, weight: Tensor, direction: Tensor, lr: float, decay: float) -> Tensor:
    rms = torch.div(torch.linalg_vector_norm(direction), torch.pow(torch.numel(direction), 0.5))
    update = torch.mul(torch.div(direction, torch.clamp(rms, 1.)), lr)
    kept = torch.mul_(weight, torch.sub(1., torch.mul(decay, lr)))
    return torch.sub_(kept, update)

  def copy(self: __torch__.M, destination: Tensor, source: Tensor) -> Tensor:
    return torch.copy_(destination, source)

  # Values of the host to where a tensor lies, without waiting for what is queued there.
  def send(self: __torch__.M, there: Tensor, values: Tensor) -> Tensor:
    if ops.prim.is_cuda(there):
      source = torch.pin_memory(values)
    else:
      source = values
    return torch.copy_(there, source, True)

  # Fills a mask: 1 / keep with probability keep, else 0.
  def draw_mask(self: __torch__.M, mask: Tensor, keep: float) -> Tensor:
    return torch.div_(torch.bernoulli_(mask, keep), keep)

  def draw_uniform(self: __torch__.M, noise: Tensor, bound: float) -> Tensor:
    return torch.uniform_(noise, torch.neg(bound), bound)

  # gradient (N, H) onto the rows (N) of sum.
  def add_rows(self: __torch__.M, sum: Tensor, rows: Tensor, gradient: Tensor) -> Tensor:
    return torch.index_add_(sum, 0, rows, gradient)

  def clear_rows(self: __torch__.M, sum: Tensor, rows: Tensor) -> Tensor:
    return torch.index_fill_(sum, 0, rows, 0)

  # Those rows of a matrix, anew.
  def put_rows(self: __torch__.M, whole: Tensor, rows: Tensor, values: Tensor) -> Tensor:
    return torch.index_copy_(whole, 0, rows, values)

  # How many elements of each row are not zero in two matrices together: an L0 "norm".
  def elements_in_use(self: __torch__.M, first: Tensor, second: Tensor) -> Tensor:
    return torch.add(torch.linalg_vector_norm(first, 0, [-1]), torch.linalg_vector_norm(second, 0, [-1]))

  # A copy in bfloat16.
  def bfloat16(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.to(x, 15)

  # The elements of a flat tensor from an offset on, in the shape of another.
  def part(self: __torch__.M, flat: Tensor, offset: int, like: Tensor) -> Tensor:
    return torch.view(torch.slice(flat, 0, offset, torch.add(offset, torch.numel(like))), torch.size(like))

  def add(self: __torch__.M, sum: Tensor, more: Tensor) -> Tensor:
    return torch.add_(sum, more)
