
  # A post-norm layer (Vaswani et al. 2017) with its backward pass written out: attention over packed rows and feed-forward with GELU, each
  # followed by dropout, the residual and a norm. Operands of matrix products are lowered where bf16 is 1; all else is float32. What was
  # just made and is needed no more is overwritten.
  # weights: of qkv (3H, H), attention's output (H, H), its norm, intermediate (I, H), output (H, I), its norm; each with its bias; those of products in
  # float32 or bfloat16, those of norms in float32.
  # places: what head_places makes. masks: of attention's weights (B, A, T, T), of attention's output and of the output (N, H); each may be one 1.
  # The first tensor of the result is y (N, H); the others are what backward needs.
  def post_norm_layer(self: __torch__.M, x: Tensor, weights: List[Tensor], places: List[Tensor], bias: Tensor, masks: List[Tensor], heads: int, epsilon: float, gelu: str, bf16: int) -> List[Tensor]:
    H = torch.size(x, 1)
    wqkv, bqkv, wo, bo, wn1, bn1, wi, bi, wd, bd, wn2, bn2, = weights
    m0, m1, m2, = masks
    lower = torch.gt(bf16, 0)
    operand = (self).operand(x, lower)
    attended = (self).attended(operand, wqkv, bqkv, places, bias, m0, heads, lower)
    context, qkv, attention, = attended
    h1 = torch.add_((self).mask_(torch.to((self).product(context, wo, bo), 6), m1), x)
    _0 = torch.native_layer_norm(h1, [H], wn1, bn1, epsilon)
    n1, mean1, rstd1, = _0
    n1operand = (self).operand(n1, lower)
    u = (self).product(n1operand, wi, bi)
    g = (self).operand(torch.gelu(u, approximate=gelu), lower)
    h2 = torch.add_((self).mask_(torch.to((self).product(g, wd, bd), 6), m2), n1)
    _1 = torch.native_layer_norm(h2, [H], wn2, bn2, epsilon)
    y, mean2, rstd2, = _1
    return [y, operand, qkv, attention, context, h1, mean1, rstd1, n1operand, u, g, h2, mean2, rstd2]

  # y alone of several such layers, one after the other, where no backward pass follows and nothing is dropped. weights: of all layers.
  def post_norm_layers_output(self: __torch__.M, x: Tensor, weights: List[Tensor], padded: Tensor, rows: Tensor, bias: Tensor, heads: int, epsilon: float, gelu: str, bf16: int) -> Tensor:
    lower = torch.gt(bf16, 0)
    if lower:
      places = (self).head_places(padded, rows, bias, heads)
    else:
      places = annotate(List[Tensor], [])
    y = x
    for i in range(torch.floordiv(torch.len(weights), 12)):
      own = torch.slice(weights, torch.mul(i, 12), torch.mul(torch.add(i, 1), 12))
      y = (self).post_norm_layer_output(y, own, padded, rows, places, bias, heads, epsilon, gelu, lower)
    return y

  def post_norm_layer_output(self: __torch__.M, x: Tensor, weights: List[Tensor], padded: Tensor, rows: Tensor, places: List[Tensor], bias: Tensor, heads: int, epsilon: float, gelu: str, lower: bool) -> Tensor:
    wqkv = weights[0]
    bqkv = weights[1]
    operand = (self).operand(x, lower)
    if torch.eq(ops.prim.dtype(operand), 15):
      context = (self).attended(operand, wqkv, bqkv, places, bias, torch.new_ones(bias, annotate(List[int], [])), heads, lower)[0]
    else:
      context = (self).context((self).product(operand, wqkv, bqkv), padded, rows, bias, heads)
    return (self).after_attention(context, x, torch.slice(weights, 2), epsilon, gelu, lower)

  # y of each text's first token alone (B, H), likewise without a backward pass. bias (B, 1, 1, T).
  # weights: of query (H, H), of key and value (2H, H), each with its bias; then as above.
  def first_token_layer_output(self: __torch__.M, x: Tensor, weights: List[Tensor], padded: Tensor, firstrows: Tensor, bias: Tensor, heads: int, epsilon: float, gelu: str, bf16: int) -> Tensor:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    hs = torch.floordiv(torch.size(x, 1), heads)
    lower = torch.gt(bf16, 0)
    first = torch.index_select(x, 0, firstrows)
    q = torch.view((self).product((self).operand(first, lower), weights[0], weights[1]), [B, heads, 1, hs])
    keyvalue = (self).product((self).operand(x, lower), weights[2], weights[3])
    full = torch.eq(torch.size(x, 0), torch.mul(B, T))
    if full:
      places = keyvalue
    else:
      places = torch.index_select(keyvalue, 0, padded)
    k, v, = torch.unbind(torch.permute(torch.view(places, [B, T, 2, heads, hs]), [2, 0, 3, 1, 4]))
    if torch.eq(ops.prim.dtype(q), 15):
      mixed = (self).weighted(q, k, v, bias, torch.new_ones(bias, annotate(List[int], [])), lower, False)
    elif full:
      mixed = torch.scaled_dot_product_attention(q, k, v)
    else:
      mixed = (self).weighted(q, k, v, bias, bias, lower, True)
    return (self).after_attention(torch.reshape(mixed, [B, -1]), first, torch.slice(weights, 4), epsilon, gelu, lower)

  # What a layer does with its attention's context (N, H). weights: from attention's output on.
  def after_attention(self: __torch__.M, context: Tensor, x: Tensor, weights: List[Tensor], epsilon: float, gelu: str, lower: bool) -> Tensor:
    H = torch.size(x, 1)
    wo, bo, wn1, bn1, wi, bi, wd, bd, wn2, bn2, = weights
    h1 = torch.add_(torch.to((self).product((self).operand(context, lower), wo, bo), 6), x)
    n1 = torch.layer_norm(h1, [H], wn1, bn1, epsilon)
    g = (self).product_gelu((self).operand(n1, lower), wi, bi, gelu)
    h2 = torch.add_(torch.to((self).product((self).operand(g, lower), wd, bd), 6), n1)
    return torch.layer_norm(h2, [H], wn2, bn2, epsilon)

  # Attention over packed rows of qkv (N, 3H) by PyTorch's kernel, which keeps no scores: the context (N, H). In bfloat16 it is slower than
  # attended. Texts of one length have no padding. The mask of dropout that weighted wants is not looked at.
  def context(self: __torch__.M, qkv: Tensor, padded: Tensor, rows: Tensor, bias: Tensor, heads: int) -> Tensor:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    H = torch.floordiv(torch.size(qkv, 1), 3)
    full = torch.eq(torch.size(qkv, 0), torch.mul(B, T))
    if full:
      places = qkv
    else:
      places = torch.index_select(qkv, 0, padded)
    split = torch.permute(torch.view(places, [B, T, 3, heads, torch.floordiv(H, heads)]), [2, 0, 3, 1, 4])
    q, k, v, = torch.unbind(split)
    if torch.__and__(full, torch.eq(torch.numel(bias), torch.mul(B, T))):
      mixed = torch.scaled_dot_product_attention(q, k, v)
    else:
      mixed = (self).weighted(q, k, v, bias, bias, False, True)
    context = torch.reshape(torch.transpose(mixed, 1, 2), [torch.mul(B, T), H])
    if full:
      _0 = context
    else:
      _0 = torch.index_select(context, 0, rows)
    return _0

  # Where the heads' vectors (hs) are that attention takes, each at once: for each query, key and value of a head's padded place (3, B, A, T)
  # the vector of packed rows (N, 3, A); for each packed row's head (N, A) the vector of padded places (B, A, T); and for its query, key and
  # value (N, 3, A) that of (3, B, A, T).
  def head_places(self: __torch__.M, padded: Tensor, rows: Tensor, bias: Tensor, heads: int) -> List[Tensor]:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    three = torch.view(torch.sub(torch.cumsum(torch.new_ones(rows, [torch.mul(3, heads)]), 0), 1), [3, heads])
    frompacked = torch.add(torch.view(torch.mul(padded, torch.mul(3, heads)), [1, B, 1, T]), torch.view(three, [3, 1, heads, 1]))
    text = torch.floor_divide(rows, T)
    place = torch.add(torch.mul(text, torch.mul(torch.sub(heads, 1), T)), rows)
    frompadded = torch.add(torch.view(place, [-1, 1]), torch.mul(torch.select(three, 0, 0), T))
    part = torch.mul(torch.floor_divide(torch.slice(three, 1, 0, 1), heads), torch.mul(torch.mul(B, heads), T))
    ofall = torch.add(torch.unsqueeze(frompadded, 1), part)
    return [torch.reshape(frompacked, [-1]), torch.reshape(frompadded, [-1]), torch.reshape(ofall, [-1])]

  # Attention over packed rows of x (N, H), lowered or not: the context (N, H), query, key and value (3, B, A, T, hs) and the weights (B, A, T, T) before dropout.
  def attended(self: __torch__.M, x: Tensor, wqkv: Tensor, bqkv: Tensor, places: List[Tensor], bias: Tensor, mask: Tensor, heads: int, lower: bool) -> List[Tensor]:
    B = torch.size(bias, 0)
    T = torch.size(bias, 3)
    N, H, = torch.size(x)
    hs = torch.floordiv(H, heads)
    packed = (self).operand((self).product(x, wqkv, bqkv), lower)
    qkv = torch.view(torch.index_select(torch.view(packed, [-1, hs]), 0, places[0]), [3, B, heads, T, hs])
    q, k, _0, = torch.unbind(torch.view(qkv, [3, torch.mul(B, heads), T, hs]))
    scores = (self).scaled_product(torch.new_empty(q, [torch.mul(B, heads), T, T]), q, torch.transpose(k, -1, -2), torch.pow(hs, -0.5))
    attention = torch.softmax(torch.add_(torch.to(torch.view(scores, [B, heads, T, T]), 6), bias), -1)
    mixed = torch.matmul((self).operand((self).masked(attention, mask), lower), torch.select(qkv, 0, 2))
    context = torch.view(torch.index_select(torch.view(mixed, [-1, hs]), 0, places[1]), [N, H])
    return [(self).operand(context, lower), qkv, attention]

  # dy (N, H): gradient of y. gradients: where those of the weights go, in their order; 1 to add them to what is there.
  # Returns the gradients of x and of the scores (B, A, T, T).
  def post_norm_layer_backward(self: __torch__.M, dy: Tensor, saved: List[Tensor], weights: List[Tensor], gradients: List[Tensor], add: int, places: List[Tensor], masks: List[Tensor], gelu: str, bf16: int) -> List[Tensor]:
    y, operand, qkv, attention, context, h1, mean1, rstd1, n1operand, u, g, h2, mean2, rstd2, = saved
    wqkv, bqkv, wo, bo, wn1, bn1, wi, bi, wd, bd, wn2, bn2, = weights
    m0, m1, m2, = masks
    lower = torch.gt(bf16, 0)
    B, A, T, _0, = torch.size(attention)
    N, H, = torch.size(dy)
    hs = torch.floordiv(H, A)
    scale = torch.pow(hs, -0.5)

    _1 = torch.native_layer_norm_backward(dy, h2, [H], mean2, rstd2, wn2, bn2, [True, True, True])
    dh2, dwn2, dbn2, = _1
    dd = (self).operand((self).masked(dh2, m2), lower)
    du = (self).operand(torch.gelu_backward((self).product(dd, torch.t(wd), None), u, approximate=gelu), lower)
    dn1 = torch.add_(torch.to((self).product(du, torch.t(wi), None), 6), dh2)

    _2 = torch.native_layer_norm_backward(dn1, h1, [H], mean1, rstd1, wn1, bn1, [True, True, True])
    dh1, dwn1, dbn1, = _2
    dao = (self).operand((self).masked(dh1, m1), lower)
    dcontext = (self).operand((self).product(dao, torch.t(wo), None), lower)
    dpadded = torch.index_copy_(torch.new_zeros(dao, [torch.mul(torch.mul(B, A), T), hs]), 0, places[1], torch.view(dcontext, [-1, hs]))
    dmixed = torch.view(dpadded, [B, A, T, hs])
    dattention = (self).mask_(torch.to(torch.matmul(dmixed, torch.transpose(torch.select(qkv, 0, 2), -1, -2)), 6), m0)
    dscores = torch._softmax_backward_data(dattention, attention, -1, 6)
    q, k, _3, = torch.unbind(torch.view(qkv, [3, torch.mul(B, A), T, hs]))
    ds = torch.view((self).operand(dscores, lower), [torch.mul(B, A), T, T])
    weighted = torch.view((self).operand((self).masked(attention, m0), lower), [torch.mul(B, A), T, T])
    dheads = torch.empty_like(qkv)
    dq, dk, dv, = torch.unbind(torch.view(dheads, [3, torch.mul(B, A), T, hs]))
    _4 = (self).scaled_product(dq, ds, k, scale)
    _5 = (self).scaled_product(dk, torch.transpose(ds, -1, -2), q, scale)
    _6 = (self).scaled_product(dv, torch.transpose(weighted, -1, -2), torch.view(dpadded, [torch.mul(B, A), T, hs]), 1.)
    dpacked = torch.index_select(torch.view(dheads, [-1, hs]), 0, places[2])
    dqkv = (self).operand(torch.view(dpacked, [N, torch.mul(3, H)]), lower)
    dx = torch.add_(torch.to((self).product(dqkv, torch.t(wqkv), None), 6), dh1)

    products = [[dqkv, operand], [dao, context], [du, n1operand], [dd, g]]
    ofproducts = [0, 2, 6, 8]
    for i in range(torch.len(products)):
      of = products[i]
      _7 = (self).weight_gradient(gradients[ofproducts[i]], of[0], of[1], add)
      _8 = (self).put(gradients[torch.add(ofproducts[i], 1)], (self).columns(of[0]), add)
    norms = [dwn1, dbn1, dwn2, dbn2]
    ofnorms = [4, 5, 10, 11]
    for i in range(torch.len(norms)):
      _9 = (self).put(gradients[ofnorms[i]], norms[i], add)
    return [dx, dscores]

  # scale * (a b) into y; a (n, p, q), b (n, q, r).
  def scaled_product(self: __torch__.M, y: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    return torch.baddbmm_(y, a, b, beta=0, alpha=scale)

  def masked(self: __torch__.M, x: Tensor, mask: Tensor) -> Tensor:
    if torch.gt(torch.numel(mask), 1):
      y = torch.mul(x, mask)
    else:
      y = x
    return y

  def mask_(self: __torch__.M, x: Tensor, mask: Tensor) -> Tensor:
    if torch.gt(torch.numel(mask), 1):
      y = torch.mul_(x, mask)
    else:
      y = x
    return y

  # Into a gradient, or onto it.
  def put(self: __torch__.M, gradient: Tensor, new: Tensor, add: int) -> Tensor:
    if torch.gt(add, 0):
      sum = torch.add_(gradient, new)
    else:
      sum = torch.copy_(gradient, new)
    return sum

  # Sums of the columns of x (N, H), in float32. As a product: a sum of bfloat16 that is float32 is slow.
  def columns(self: __torch__.M, x: Tensor) -> Tensor:
    ones = torch.new_ones(x, [1, torch.size(x, 0)])
    return torch.to(torch.view(torch.mm(ones, x), [-1]), 6)
